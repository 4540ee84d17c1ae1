import PipelineBridge
import Testing

@testable import bridge

extension ServerTests {
  @Suite struct Limits {
    @Test func noMoreViewersThanAllowed() async throws {
      try await withServer(maximumViewers: 2) { http, bridge in
        let offer = try Offer.chromium
        let first = try http.send("POST", "/whep", fields: Offer.fields, body: offer)
        #expect(try http.send("POST", "/whep", fields: Offer.fields, body: offer).status == 201)
        let refused = try http.send("POST", "/whep", fields: Offer.fields, body: offer)
        #expect(refused.status == 503)
        #expect(refused["Retry-After"].flatMap(Int.init) != nil)
        #expect(await bridge.status().viewers == 2)
        #expect(try http.send("DELETE", "/\(first["Location"] ?? "")").status == 200)
        #expect(try http.send("POST", "/whep", fields: Offer.fields, body: offer).status == 201)
      }
    }

    @Test func offersAreRationed() async throws {
      try await withServer { http, _ in
        // On one connection, so that any machine is faster than 50 a second.
        let fields = "Host: localhost:\(http.port)\r\nContent-Type: application/sdp\r\nContent-Length: 8"
        let offer = "POST /whep HTTP/1.1\r\n\(fields)\r\n\r\nno offer"
        let last = "GET /healthz HTTP/1.1\r\nHost: localhost:\(http.port)\r\nConnection: close\r\n\r\n"
        let first = try http.exchange(String(repeating: offer, count: 400) + last)
        #expect(first.status == 400)
        let answers = first.body.components(separatedBy: "HTTP/1.1 ")
        #expect(answers.count { $0.hasPrefix("400") } >= 99)
        let refused = answers.filter { $0.hasPrefix("429") }
        #expect(!refused.isEmpty && refused.allSatisfy { $0.lowercased().contains("retry-after: 1\r\n") })
        #expect(try http.send("GET", "/api/status").status == 200)
      }
    }
  }
}

@Suite struct RateLimitTests {
  @Test func aBurstThenTheRate() {
    let limit = RateLimit(perSecond: 50, burst: 100)
    let start = ContinuousClock.now
    #expect((0..<150).count { _ in limit.take(at: start) } == 100)
    #expect((0..<50).count { _ in limit.take(at: start + .milliseconds(100)) } == 5)
    #expect((0..<500).count { _ in limit.take(at: start + .seconds(60)) } == 100)
    // A clock that goes back gives nothing.
    #expect(!limit.take(at: start))
  }
}

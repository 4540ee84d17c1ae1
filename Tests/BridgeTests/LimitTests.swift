import PipelineBridge
import Testing

@testable import bridge

extension ServerTests {
  @Suite struct Limits {
    @Test func noMoreViewersThanAllowed() async throws {
      try await withServer(maximumViewers: 1) { http, bridge in
        let offer = try Offer.chromium
        let head = "POST /whep HTTP/1.1\r\nHost: localhost:\(http.port)\r\nContent-Type: application/sdp\r\n"
        let length = "Content-Length: \(offer.utf8.count)\r\n"
        // On one connection, so that no time passes between them.
        let first = try http.exchange(
          "\(head)\(length)\r\n\(offer)\(head)Connection: close\r\n\(length)\r\n\(offer)")
        #expect(first.status == 201)
        let refused = try #require(first.body.range(of: "HTTP/1.1 503"))
        #expect(first.body[refused.upperBound...].lowercased().contains("retry-after: "))
        #expect(await bridge.status().viewers == 1)
        #expect(try http.send("DELETE", "/\(first["Location"] ?? "")").status == 200)
        #expect(try http.send("POST", "/whep", fields: Offer.fields, body: offer).status == 201)
      }
    }

    /// The next offer takes its place, long before it would be given up.
    @Test func aViewerThatNeverConnects() async throws {
      try await withServer(maximumViewers: 1) { http, bridge in
        let offer = try Offer.chromium
        let first = try http.send("POST", "/whep", fields: Offer.fields, body: offer)
        #expect(first.status == 201)
        var second = try http.send("POST", "/whep", fields: Offer.fields, body: offer)
        for _ in 0..<80 where second.status == 503 {
          try await Task.sleep(for: .milliseconds(100))
          second = try http.send("POST", "/whep", fields: Offer.fields, body: offer)
        }
        #expect(second.status == 201)
        #expect(try http.send("GET", "/\(first["Location"] ?? "")").status == 404)
        #expect(await bridge.status().viewers == 1)
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
    let start = ContinuousClock.now
    let limit = RateLimit(perSecond: 50, burst: 100, now: start)
    #expect((0..<150).count { _ in limit.take(at: start) } == 100)
    #expect((0..<50).count { _ in limit.take(at: start + .milliseconds(100)) } == 5)
    #expect((0..<500).count { _ in limit.take(at: start + .seconds(60)) } == 100)
    // A clock that goes back gives nothing.
    #expect(!limit.take(at: start))
  }
}

@Suite struct GuessLineTests {
  @Test func oneBehindTheOther() {
    let line = GuessLine()
    let start = ContinuousClock.now + .seconds(1)
    let waits = (0..<1_000).compactMap { _ in line.take(now: start) }
    #expect(waits.first == .milliseconds(250) && waits.last == .seconds(8))
    #expect(zip(waits, waits.dropFirst()).allSatisfy { $1 - $0 == .milliseconds(50) })
    // Who leaves before the answer has waited for nobody else.
    #expect(line.take(now: start) == nil)
    #expect(line.take(now: start + .seconds(1)) != nil)
    #expect(line.take(now: start + .seconds(60)) == .milliseconds(250))
  }
}

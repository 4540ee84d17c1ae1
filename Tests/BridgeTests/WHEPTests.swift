import Foundation
import PipelineBridge
import Testing

@testable import bridge

extension ServerTests {
  @Suite struct WHEP {
    private static let sdp = ["Content-Type": "application/sdp"]

    @Test func aSessionFromBirthToDeath() async throws {
      let offer = try Self.chromiumOffer()
      try await withServer { http, bridge in
        let created = try http.send(
          "POST", "/whep", fields: ["Content-Type": "Application/SDP; charset=utf-8"], body: offer)
        #expect(created.status == 201)
        #expect(created["Content-Type"] == "application/sdp")
        #expect(created["ETag"]?.hasPrefix("\"") == true)
        let location = try #require(created["Location"])
        #expect(location.wholeMatch(of: /\/whep\/[0-9a-f]{32}/) != nil)
        #expect(created.body.contains("a=sendonly") && created.body.contains("a=rtcp-mux-only"))
        #expect(created.body.contains(" 127.0.0.1 ") && created.body.contains("a=end-of-candidates"))
        #expect(!created.body.lowercased().contains(" tcp "))
        #expect(await bridge.status().viewers == 1)

        #expect(try http.send("GET", location).status == 204)
        #expect(try http.send("PUT", location).status == 405)
        #expect(try http.send("DELETE", location).status == 200)
        #expect(await bridge.status().viewers == 0)
        #expect(try http.send("DELETE", location).status == 404)
        #expect(try http.send("GET", location).status == 404)
      }
    }

    @Test func whatIsRefused() async throws {
      let offer = try Self.chromiumOffer()
      try await withServer { http, bridge in
        let untyped = try http.send("POST", "/whep", body: offer)
        #expect(untyped.status == 415 && untyped["Accept-Post"] == "application/sdp")
        #expect(try http.send("POST", "/whep", fields: ["Content-Type": "text/plain"], body: offer).status == 415)
        #expect(try http.send("POST", "/whep", fields: Self.sdp, body: "hello world").status == 400)
        #expect(try http.send("POST", "/whep", fields: Self.sdp).status == 400)
        #expect(
          try http.send("POST", "/whep", fields: Self.sdp, body: String(repeating: "a", count: 70_000)).status == 413)
        let mute = offer.replacingOccurrences(of: "a=recvonly", with: "a=sendonly")
        let refused = try http.send("POST", "/whep", fields: Self.sdp, body: mute)
        #expect(refused.status == 422)
        #expect(refused["Content-Type"] == "application/problem+json")
        #expect(refused.body.contains("\"detail\":\""))
        #expect(await bridge.status().viewers == 0)
      }
    }

    @Test func methods() async throws {
      try await withServer { http, _ in
        let options = try http.send("OPTIONS", "/whep")
        #expect(options.status == 204 && options["Accept-Post"] == "application/sdp" && options["Allow"] != nil)
        #expect(try http.send("GET", "/whep").status == 204)
        let head = try http.send("HEAD", "/whep")
        #expect(head.status == 200 && head["Content-Type"] == "application/sdp" && head.body.isEmpty)
        let put = try http.send("PUT", "/whep")
        #expect(put.status == 405 && put["Allow"] != nil)
      }
    }

    private static func chromiumOffer() throws -> String {
      let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      let file = folder.appendingPathComponent("PipelineBridgeTests/Fixtures/sdp/chromium-offer.sdp")
      return try String(contentsOf: file, encoding: .utf8)
    }
  }
}

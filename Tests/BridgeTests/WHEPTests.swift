import Foundation
import PipelineBridge
import Testing

@testable import bridge

extension ServerTests {
  /// The rows of draft-ietf-wish-whep-03, and of RFC 9725 where it leans on that, over a real socket.
  @Suite struct WHEP {
    @Test func aSessionFromBirthToDeath() async throws {
      try await withServer { http, bridge in
        let created = try http.send(
          "POST", "/whep", fields: ["Content-Type": "Application/SDP; charset=utf-8"], body: Offer.chromium)
        #expect(created.status == 201)
        #expect(created["Content-Type"] == "application/sdp")
        #expect(created["ETag"]?.wholeMatch(of: /"[\x21\x23-\x7e]+"/) != nil)
        let location = try "/" + #require(created["Location"])
        #expect(location.wholeMatch(of: /\/whep\/[0-9a-f]{32}/) != nil)
        #expect(await bridge.status().viewers == 1)

        #expect(try http.send("GET", location).status == 204)
        #expect(try http.send("HEAD", location).status == 204)
        let options = try http.send("OPTIONS", location)
        #expect(options.status == 204 && options["Allow"]?.contains("PATCH") == true)
        #expect(options["Accept-Patch"] == "application/trickle-ice-sdpfrag")
        let put = try http.send("PUT", location)
        #expect(put.status == 405 && put["Allow"] == options["Allow"])

        #expect(try http.send("DELETE", location, fields: ["If-Match": "\"stale\""]).status == 200)
        #expect(await bridge.status().viewers == 0)
        for method in ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"] {
          #expect(try http.send(method, location).status == 404, "\(method)")
        }
        #expect(try http.send("OPTIONS", location).status == 204)
      }
    }

    @Test func theAnswer() async throws {
      try await withServer("videotestsrc is-live=true ! identity audiotestsrc is-live=true") { http, _ in
        let answer = try http.send("POST", "/whep", fields: Offer.fields, body: Offer.chromium).body
        let parts = answer.components(separatedBy: "m=")
        #expect(parts[0].contains("a=group:BUNDLE 0 1 2\r\n"))
        #expect(parts.dropFirst().map { $0.prefix(5) } == ["video", "audio", "appli"])
        for section in parts[1...2] {
          for line in ["a=sendonly", "a=rtcp-mux", "a=rtcp-mux-only"] {
            #expect(section.contains("\r\n\(line)\r\n"), "\(line) in \(section)")
          }
        }
        let streams = Set(answer.matches(of: /a=msid:(\S+)/).map { $0.1 })
        #expect(streams.count == 1)
        #expect(answer.contains(" 127.0.0.1 ") && !answer.lowercased().contains(" tcp "))
        let last = try #require(answer.range(of: "a=candidate:", options: .backwards))
        #expect(answer[last.upperBound...].contains("a=end-of-candidates"))
      }
    }

    @Test func whatIsNoOffer() async throws {
      try await withServer { http, bridge in
        for type in [nil, "text/plain", "application/json", "application/sdp2"] {
          let refused = try http.send(
            "POST", "/whep", fields: type.map { ["Content-Type": $0] } ?? [:], body: Offer.chromium)
          #expect(refused.status == 415 && refused["Accept-Post"] == "application/sdp", "\(type ?? "none")")
        }
        let long = String(repeating: "a", count: 65_537)
        #expect(try http.send("POST", "/whep", fields: Offer.fields, body: long).status == 413)
        for body in ["", "hello world", "{}", "v=0", "v=0\r\nm=video", String(long.dropLast())] {
          let refused = try http.send("POST", "/whep", fields: Offer.fields, body: body)
          #expect([400, 422].contains(refused.status), "\(body.prefix(20))")
          #expect(refused.status == 400 || body == "v=0", "\(body.prefix(20))")
          #expect(refused["Content-Type"] == "application/problem+json")
          #expect(refused.body.contains("\"detail\":\""))
        }
        #expect(await bridge.status().viewers == 0)
      }
    }

    @Test func whatCannotBeServed() async throws {
      let offers = [
        "sendonly": try Offer.chromium(replacing: "a=recvonly", with: "a=sendonly"),
        "inactive": try Offer.chromium(replacing: "a=recvonly", with: "a=inactive"),
        "fingerprint": try Offer.chromium(without: "a=fingerprint"),
        "ufrag": try Offer.chromium(without: "a=ice-ufrag"),
        "mid": try Offer.chromium(without: "a=mid"),
        "codec": try Offer.chromium(replacing: " H264/", with: " H265/")
          .replacingOccurrences(of: " VP8/", with: " VP7/").replacingOccurrences(of: " VP9/", with: " VP7/"),
        "BUNDLE": try Offer.chromium(without: "a=group"),
      ]
      try await withServer { http, bridge in
        for (word, offer) in offers {
          let refused = try http.send("POST", "/whep", fields: Offer.fields, body: offer)
          #expect(refused.status == 422, "\(word)")
          #expect(refused["Content-Type"] == "application/problem+json")
          #expect(refused.body.contains(word) || refused.body.contains("recvonly"), "\(word): \(refused.body)")
        }
        #expect(await bridge.status().viewers == 0)
      }
    }

    @Test func aSourceThatIsNotLive() async throws {
      try await withServer { http, bridge in
        await bridge.stop()
        let refused = try http.send("POST", "/whep", fields: Offer.fields, body: Offer.chromium)
        #expect(refused.status == 409 && refused["Retry-After"] == "1")
        try await bridge.start()
        #expect(try http.send("POST", "/whep", fields: Offer.fields, body: Offer.chromium).status == 201)
      }
    }

    @Test func theEndpointsMethods() async throws {
      try await withServer { http, _ in
        let options = try http.send("OPTIONS", "/whep")
        #expect(options.status == 204 && options["Accept-Post"] == "application/sdp")
        #expect(options["Allow"] == "POST, GET, HEAD, OPTIONS")
        let get = try http.send("GET", "/whep")
        #expect(get.status == 204 && get.body.isEmpty)
        let head = try http.send("HEAD", "/whep")
        #expect(head.status == 200 && head["Content-Type"] == "application/sdp" && head.body.isEmpty)
        for method in ["PUT", "PATCH", "DELETE", "TRACE", "QUERY"] {
          let refused = try http.send(method, "/whep")
          #expect(refused.status == 405 && refused["Allow"] == options["Allow"], "\(method)")
        }
      }
    }

    @Test func trickledCandidates() async throws {
      try await withServer { http, _ in
        let created = try http.send("POST", "/whep", fields: Offer.fields, body: Offer.chromium)
        let location = try "/" + #require(created["Location"])
        let tag = try #require(created["ETag"])
        func patch(_ body: String, tag: String? = tag, type: String? = "application/trickle-ice-sdpfrag")
          throws -> RawHTTP.Answer
        {
          var fields: [String: String] = [:]
          fields["Content-Type"] = type
          fields["If-Match"] = tag
          return try http.send("PATCH", location, fields: fields, body: body)
        }
        let good = Fragment.with("a=candidate:1 1 udp 2113937151 127.0.0.1 40000 typ host")
        let added = try patch(good)
        #expect(added.status == 204 && added.body.isEmpty && added["ETag"] == nil)
        #expect(try patch(good, tag: "\"other\", \(tag)").status == 204)
        #expect(try patch(good, tag: "*").status == 204)

        #expect(try patch(good, tag: nil).status == 428)
        #expect(try patch(good, tag: "\"stale\"").status == 412)
        #expect(try patch(good, tag: "W/\(tag)").status == 412)
        let untyped = try patch(good, type: nil)
        #expect(untyped.status == 415 && untyped["Accept-Patch"] == "application/trickle-ice-sdpfrag")
        #expect(try patch(good, type: "application/sdp").status == 415)

        for candidate in [
          "a=candidate:1 1 udp 2113937151 2c6f18dc-7a35-4b37-8d6c-f1e5c0b1aa5f.local 40000 typ host",
          "a=candidate:1 1 sctp 2113937151 127.0.0.1 40000 typ host",
          "a=candidate:1 2 udp 2113937151 127.0.0.1 40000 typ host",
          "a=end-of-candidates",
        ] {
          #expect(try patch(Fragment.with(candidate)).status == 204, "\(candidate)")
        }
        for body in [
          "", "hello", Fragment.with("a=candidate:nonsense"), Fragment.with("a=candidate:1", mid: "9"),
          "a=candidate:1 1 udp 2113937151 127.0.0.1 40000 typ host\r\n",
        ] {
          #expect(try patch(body).status == 400, "\(body)")
        }
        #expect(try patch(Fragment.with("a=end-of-candidates", ufrag: "anew")).status == 422)
        #expect(try patch(Fragment.with("a=end-of-candidates", ufrag: "anew"), tag: "\"*\"").status == 422)
        #expect(try http.send("GET", location).status == 204)
      }
    }
  }
}

/// Fragments that belong to `Offer.chromium`.
enum Fragment {
  static func with(_ line: String, mid: String = "0", ufrag: String = "PTGu") -> String {
    """
    a=ice-ufrag:\(ufrag)\r
    a=ice-pwd:nQvWys81vp7hB1dx8PpD5KHX\r
    m=video 9 UDP/TLS/RTP/SAVPF 96\r
    a=mid:\(mid)\r
    \(line)\r

    """
  }
}

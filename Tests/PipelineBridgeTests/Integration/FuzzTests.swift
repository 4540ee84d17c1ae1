import Foundation
import Testing

@testable import PipelineBridge

extension Integration {
  /// Damaged descriptions, fragments, control messages and metadata against a running bridge, with a viewer beside
  /// them: each is refused with a reason that is the sender's to mend, or makes a session that is torn down again.
  @Suite struct Fuzz {
    private static let cases = UInt64(Scale.of(1_000, full: 10_000))
    /// `make soak` begins at a seed of the moment; `SEED=n` runs those from n on once more.
    private static let firstSeed =
      ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
      ?? (Scale.isFull ? UInt64.random(in: 1...(1 << 32)) : 1)

    private static let offers: [Fixture] = [.chromiumOffer, .firefoxOffer, .safariOffer, .webrtcbinReceivingOffer]

    private func seeds(_ what: String) -> Range<UInt64> {
      print("fuzzing \(what): seeds \(Self.firstSeed)..<\(Self.firstSeed + Self.cases)")
      return Self.firstSeed..<(Self.firstSeed + Self.cases)
    }

    /// Runs `body` beside a viewer, which goes on seeing pictures.
    private func besideAViewer(_ body: (Bridge) async throws -> Void) async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer(codecs: [.vp8])
        let viewer = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 5 })
        try await body(bridge)
        let seen = peer.frames
        #expect(await eventually { peer.frames >= seen + 10 })
        #expect(await bridge.viewer(viewer.id) != nil)
        #expect(await bridge.status().viewers == 1)
        await peer.close()
      }
    }

    @Test func offers() async throws {
      try await besideAViewer { bridge in
        var served = 0
        for seed in seeds("offers") {
          var mutator = Mutator(seed: seed)
          let fixture = Self.offers[Int(seed % UInt64(Self.offers.count))]
          let text = mutator.mutate(fixture.text)
          do {
            let viewer = try await bridge.answer(SessionDescription(kind: .offer, sdp: text))
            served += 1
            await viewer.close()
          } catch let error as SignalingError {
            #expect(!error.detail.isEmpty, "\(fixture), seed \(seed)")
          } catch {
            // What webrtcbin chokes on should not have reached it.
            Issue.record(error, "\(fixture), seed \(seed)")
          }
        }
        #expect((1..<Int(Self.cases)).contains(served), "\(served) served")
      }
    }

    @Test func trickledFragments() async throws {
      try await besideAViewer { bridge in
        let offer = Fixture.chromiumOffer.text
        let viewer = try await bridge.answer(SessionDescription(kind: .offer, sdp: offer))
        let lines = offer.sdpLines.filter {
          ["a=ice-ufrag:", "a=ice-pwd:", "m=video", "a=mid:0", "a=candidate:"].contains(where: $0.hasPrefix)
        }
        let candidate = "a=candidate:1 1 udp 2113937151 127.0.0.1 9 typ host raddr 192.0.2.1 rport 9"
        let fragment = (lines + [candidate, "a=end-of-candidates"]).map { $0 + "\r\n" }.joined()
        for seed in seeds("fragments") {
          var mutator = Mutator(seed: seed)
          do {
            try await viewer.addCandidates(mutator.mutate(fragment))
          } catch let error as SignalingError {
            #expect(!error.detail.isEmpty, "seed \(seed)")
          }
        }
        await viewer.close()
      }
    }

    private static let messages = [
      #"{"type":"start"}"#,
      #"{"type":"stop","more":[1,{"a":null}]}"#,
      #"{"type":"events"}"#,
      #"{"type":"elements"}"#,
      #"{"type":"set","element":"source","property":"pattern","value":{"a":[18,-1.5e300,null,"snow"]}}"#,
      #"{"type":"navigate","event":"move","x":0.5,"y":0.25}"#,
      #"{"type":"ping","sent":1763713200000.25}"#,
      #"{"type":"report","report":{"framerate":30,"dropped":0,"uncertainty":0.5,"latency":{"p50":8,"p95":20}}}"#,
    ]

    @Test func controlMessages() async throws {
      for seed in seeds("control messages") {
        var mutator = Mutator(seed: seed)
        let text = mutator.mutate(Self.messages[Int(seed) % Self.messages.count])
        switch ControlRequest(text: text)?.command {
        case .start: #expect(text.contains("\"start\""), "seed \(seed)")
        case .stop: #expect(text.contains("\"stop\""), "seed \(seed)")
        case .ping(let sent): #expect(sent.isFinite, "seed \(seed)")
        case .set(let element, let property, _):
          #expect(text.contains(element) && text.contains(property), "seed \(seed)")
        case .report, .events, .elements, .navigate, nil: break
        }
      }
    }

    private static let posts = [
      #"{"regions":[{"x":0.4,"y":0.3,"width":0.2,"height":0.3,"label":"cup"}]}"#,
      #"{"version":1,"stream":"video_0","source":"model","duration":500000000,"regions":[{"x":0,"y":0,"width":1,"height":1}]}"#,
      #"{"time":12345678901,"regions":[{"x":-0.1,"y":1e-3,"width":2,"height":0.5,"confidence":0.75,"id":7}]}"#,
      #"{"rtpTimestamp":4294967295,"regions":[{"x":0,"y":0,"width":1,"height":1,"data":{"a":[1,null,{"b":"\u00e9"}]}}]}"#,
      #"{"wallClock":1000000000000000,"regions":[{"x":0,"y":0,"width":1,"height":1}]}"#,
      #"{"pts":18446744073709551615,"duration":10000000000,"regions":[{"x":0,"y":0,"width":1,"height":1}]}"#,
    ]

    @Test func metadataPosts() async throws {
      try await besideAViewer { bridge in
        var shown = 0
        for seed in seeds("metadata posts") {
          var mutator = Mutator(seed: seed)
          let text = mutator.mutate(Self.posts[Int(seed) % Self.posts.count])
          do {
            try await bridge.post(MetadataPost(json: Array(text.utf8)))
            shown += 1
          } catch let error as BridgeError {
            #expect([.metadata, .tooFast].contains(error.code) && !error.message.isEmpty, "seed \(seed): \(error)")
          }
        }
        #expect((1..<Int(Self.cases)).contains(shown), "\(shown) shown")
      }
    }
  }
}

import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct Trickle {
    /// The peer never learns an address of ours, and we none of its from the offer: only what is trickled connects.
    @Test func trickledCandidatesAreReallyUsed() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer()
        let offer = try await peer.offer()
        let mute = offer.droppingLines("a=candidate:", "a=end-of-candidates")
        let viewer = try await bridge.answer(SessionDescription(kind: .offer, sdp: mute))
        try await peer.accept(await viewer.localDescription.sdp.droppingLines("a=candidate:", "a=end-of-candidates"))
        #expect(peer.frames == 0)

        let lines = offer.sdpLines.filter {
          ["a=ice-ufrag:", "a=ice-pwd:", "m=", "a=mid:", "a=candidate:"].contains(where: $0.hasPrefix)
        }
        try await viewer.addCandidates(lines.map { $0 + "\r\n" }.joined())
        #expect(await eventually { peer.frames >= 5 })
        await peer.close()
      }
    }
  }
}

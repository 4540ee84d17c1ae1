import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct Viewers {
    @Test func aPeerDecodesThePicture() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 10 })
        #expect(peer.size?.width == 320 && peer.size?.height == 240)
        await peer.close()
      }
    }

    @Test func oneEncoderServesAllViewersOfACodec() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peers = [try await TestPeer(), try await TestPeer(), try await TestPeer()]
        var viewers: [Viewer] = []
        for peer in peers { viewers.append(try await peer.join(bridge)) }
        #expect(await eventually { peers.allSatisfy { $0.frames >= 10 } })
        let status = await bridge.status()
        #expect(status.renditions.count == 1)
        #expect(status.renditions.first?.viewers == 3)
        #expect(status.viewers == 3)

        await viewers[0].close()
        let seen = peers.map(\.frames)
        #expect(await eventually { peers[1].frames > seen[1] + 10 && peers[2].frames > seen[2] + 10 })
        #expect(await bridge.status().viewers == 2)
        for peer in peers { await peer.close() }
      }
    }

    @Test func codecsAreNegotiatedByViewer() async throws {
      try await withBridge(Pattern.live) { bridge in
        var peers: [TestPeer] = []
        for codecs in [[.vp8, .h264], [.vp8], [.vp9]] as [[Codec]] { peers.append(try await TestPeer(codecs: codecs)) }
        for peer in peers { _ = try await peer.join(bridge) }
        #expect(await eventually { peers.allSatisfy { $0.frames >= 5 } })
        #expect(await bridge.status().renditions.map(\.codec) == [.h264, .vp8, .vp9])
        for peer in peers { await peer.close() }
      }
    }

    @Test(.enabled(if: Element.exists("av1enc")))
    func whatCannotBePutIntoRTPHereIsEncodedAnew() async throws {
      let source =
        "videotestsrc is-live=true ! video/x-raw,width=160,height=120,framerate=15/1"
        + " ! av1enc usage-profile=realtime cpu-used=10 lag-in-frames=0 keyframe-max-dist=15 ! av1parse"
      try await withBridge(source) { bridge in
        let peer = try await TestPeer(codecs: [.av1, .h264])
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 5 })
        #expect(await bridge.status().renditions.map(\.codec) == [RenditionPlan.canSend(.av1) ? .av1 : .h264])
        await peer.close()
      }
    }

    @Test func aPageThatIsLoadedAgainFindsItsEncoderRunning() async throws {
      let log = RecordedLog()
      try await withBridge(Pattern.live, configuration: log.configuration) { bridge in
        let peers = [try await TestPeer(), try await TestPeer()]
        for peer in peers {
          let viewer = try await peer.join(bridge)
          #expect(await eventually { peer.frames > 0 })
          await viewer.close()
        }
        for peer in peers { await peer.close() }
        #expect(log.texts(.info).count { $0.contains("encoded as H264 by") } == 1)
      }
    }

    @Test func noEncoderRunsWithoutAViewer() async throws {
      try await withBridge(Pattern.live) { bridge in
        #expect(await bridge.status().renditions.isEmpty)
        let peer = try await TestPeer()
        let viewer = try await peer.join(bridge)
        #expect(await eventually { peer.frames > 0 })
        await viewer.close()
        #expect(await bridge.status().viewers == 0)
        #expect(await eventually { await bridge.status().renditions.isEmpty })
        await peer.close()
      }
    }

    @Test func aViewerJoinsWithAKeyFrameOfItsOwn() async throws {
      // The encoder's own key frames are 300 s apart: only the forced one lets the second peer decode.
      try await withBridge(Pattern.live) { bridge in
        let first = try await TestPeer()
        _ = try await first.join(bridge)
        #expect(await eventually { first.frames >= 30 })
        let second = try await TestPeer()
        _ = try await second.join(bridge)
        #expect(await eventually { second.frames >= 5 })
        await first.close()
        await second.close()
      }
    }

    @Test func ourOfferIsAnswered() async throws {
      try await withBridge(Pattern.live) { bridge in
        let viewer = try await bridge.offer()
        let peer = try await TestPeer(codecs: [])
        try await viewer.accept(try await peer.answer(await viewer.localDescription))
        #expect(await eventually { peer.frames >= 10 })
        await peer.close()
      }
    }

    @Test(arguments: [false, true])
    func mediaKeepsToLoopbackUnlessAskedOtherwise(reachesOtherHosts: Bool) async throws {
      var configuration = Configuration.quiet
      configuration.reachesOtherHosts = reachesOtherHosts
      try await withBridge(Pattern.live, configuration: configuration) { bridge in
        let peer = try await TestPeer()
        let viewer = try await peer.join(bridge)
        let sdp = await viewer.localDescription.sdp
        let candidates = sdp.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("a=candidate:") }
        let addresses = Set(candidates.map { String($0.split(separator: " ")[4]) })
        let expected = HostAddresses.loopback + (reachesOtherHosts ? HostAddresses.external() : [])
        #expect(addresses == Set(expected))
        await peer.close()
      }
    }

    @Test func whoeverClosesAViewerWaitsForItsEnd() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer()
        let viewer = try await peer.join(bridge)
        await withTaskGroup(of: Bool.self) { group in
          for _ in 0..<4 {
            group.addTask {
              await viewer.close()
              return await bridge.viewer(viewer.id) == nil
            }
          }
          for await isGone in group { #expect(isGone) }
        }
        await peer.close()
      }
    }

    @Test func aPeerThatIsGoneIsForgotten() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames > 0 })
        await peer.close()
        #expect(await eventually(within: .seconds(30)) { await bridge.status().viewers == 0 })
      }
    }
  }
}

import Testing

@testable import PipelineBridge

extension Integration {
  /// Video that is encoded already, for a peer that offers H.265 before H.264.
  @Suite struct EncodedVideo {
    private static let x265 = "x265enc tune=zerolatency speed-preset=ultrafast key-int-max=15"
    private static let x264 = "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15"

    @Test(arguments: [
      "\(x265) ! h265parse", "\(x265) ! h265parse ! video/x-h265,stream-format=hvc1",
      "\(x265) ! rtph265pay config-interval=-1",
    ])
    func h265IsPassedOn(encoder: String) async throws {
      try await withBridge("\(Pattern.live) ! \(encoder)") { bridge in
        let peer = try await TestPeer(codecs: [.h265, .h264])
        let viewer = try await peer.join(bridge)
        #expect(await viewer.codecs == [.h265])
        let rendition = try #require(await bridge.renditions.current.first)
        #expect(rendition.plan?.encoder == nil)
        #expect(await eventually { peer.frames >= 15 }, "\(peer.frames) frames")
        #expect(peer.trace.isWhole, "\(peer.trace)")
        await peer.close()
      }
    }

    @Test func h265IsTranscodedForOthers() async throws {
      try await withBridge("\(Pattern.live) ! \(Self.x265) ! h265parse") { bridge in
        let peer = try await TestPeer(codecs: [.h264])
        let viewer = try await peer.join(bridge)
        #expect(await viewer.codecs == [.h264])
        #expect(await eventually { peer.frames >= 10 })
        await peer.close()
      }
    }

    /// 4:2:2 is not offered, and B-frames cannot be shown.
    @Test(arguments: [
      "videoconvert ! video/x-raw,format=I422_10LE ! \(x265) ! h265parse",
      "x265enc speed-preset=ultrafast key-int-max=15 option-string=bframes=3 ! h265parse",
    ])
    func h265ThatThePeerCannotShowIsTranscoded(encoder: String) async throws {
      try await withBridge("\(Pattern.live) ! \(encoder)") { bridge in
        let peer = try await TestPeer(codecs: [.h265, .h264])
        let viewer = try await peer.join(bridge)
        #expect(await viewer.codecs == [.h264])
        #expect(await eventually { peer.frames >= 10 })
        await peer.close()
      }
    }

    @Test func everyPacketOfAFrameIsOneFrame() async throws {
      let size = "videotestsrc is-live=true ! video/x-raw,format=I420,width=640,height=360,framerate=30/1"
      let profile = "video/x-h264,profile=constrained-baseline"
      try await withBridge("\(size) ! \(Self.x264) ! \(profile) ! rtph264pay mtu=200") { bridge in
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 30 })
        let status = await bridge.status()
        let rendition = try #require(status.renditions.first)
        #expect(rendition.encoder == nil && rendition.dropped == 0)
        #expect(rendition.encodeDelay != nil)
        #expect(status.streams.first?.lostPackets == 0)
        #expect((status.streams.first?.keyFrameInterval).map { $0 > 0.2 && $0 < 2 } == true)
        await peer.close()
      }
    }
  }
}

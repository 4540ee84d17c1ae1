import CGStreamer
import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct RenditionFaults {
    @Test func whatFailsIsMadeAnewAndTheViewersSeeOneStream() async throws {
      let log = RecordedLog()
      try await withBridge(Pattern.live, configuration: log.configuration) { bridge in
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 10 })
        // What no encoder is made for.
        let streams = await bridge.source.streams
        let stream = try #require(streams.first(.video))
        let nonsense = try #require(Caps("video/x-bayer,format=bggr,width=4,height=4,framerate=30/1"))
        #expect(
          await eventually {
            // The encoder's door holds one frame: a real one that comes at once takes the place of this.
            let empty = Buffer(reference: MiniObjectReference(taking: gst_buffer_new()))
            stream.samples.send(Sample(buffer: empty, caps: nonsense, runningTime: bridge.timeline.now))
            return log.texts(.error).contains { $0.contains("H264 of video_0: ") }
          })
        let seen = peer.frames
        #expect(await eventually { peer.frames >= seen + 30 })
        #expect(peer.trace.isWhole, "\(peer.trace)")
        await peer.close()
      }
    }
  }
}

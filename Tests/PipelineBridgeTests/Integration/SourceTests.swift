import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct Sources {
    @Test(arguments: [
      "videotestsrc is-live=true",
      "videotestsrc",
      "videotestsrc ! video/x-raw,format=RGB16,width=641,height=361",
      "videotestsrc ! video/x-raw,format=GRAY8,framerate=5/1",
      "videotestsrc is-live=true ! video/x-raw,width=320,height=240 ! jpegenc",
      "videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240 ! jpegenc ! rtpjpegpay",
      "videotestsrc is-live=true ! video/x-raw,width=320,height=240 ! vp8enc deadline=1",
    ])
    func rawAndForeignVideoIsEncoded(pipeline: String) async throws {
      try await withBridge(pipeline) { bridge in
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 5 })
        #expect(await bridge.status().renditions.first?.encoder != nil)
        await peer.close()
      }
    }

    @Test(
      arguments: [
        ("x264enc tune=zerolatency key-int-max=15 ! video/x-h264,profile=constrained-baseline", Codec.h264),
        ("x264enc tune=zerolatency key-int-max=15 ! video/x-h264,profile=constrained-baseline ! rtph264pay", .h264),
        ("vp8enc deadline=1 keyframe-max-dist=15", .vp8),
        ("vp8enc deadline=1 keyframe-max-dist=15 ! rtpvp8pay", .vp8),
        ("vp9enc deadline=1 cpu-used=8 keyframe-max-dist=15", .vp9),
      ])
    func encodedVideoIsPassedOn(encoder: String, codec: Codec) async throws {
      try await withBridge("\(Pattern.live) ! videoconvert ! \(encoder)") { bridge in
        let peer = try await TestPeer(codecs: [.h264, .vp8, .vp9])
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 5 })
        let rendition = await bridge.status().renditions.first
        #expect(rendition?.codec == codec)
        #expect(rendition?.encoder == nil)
        await peer.close()
      }
    }

    @Test(arguments: ["", " ! rtph264pay"])
    func framesOutOfOrderAreEncodedAnew(payloader: String) async throws {
      let encoder = "x264enc bframes=2 b-adapt=false key-int-max=15 ! video/x-h264,profile=main ! h264parse"
      try await withBridge("\(Pattern.live) ! \(encoder)\(payloader)") { bridge in
        #expect(await eventually { await bridge.source.streams.first(.video)?.format?.codec == nil })
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 10 })
        #expect(await bridge.status().renditions.first?.encoder != nil)
        await peer.close()
      }
    }

    @Test func soundAndPictureOfOneSource() async throws {
      try await withBridge("\(Pattern.live) ! identity audiotestsrc is-live=true") { bridge in
        #expect(await bridge.status().streams.map(\.kind) == [.video, .audio])
        let peer = try await TestPeer(codecs: [.h264, .opus])
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 10 && peer.sounds >= 10 })
        await peer.close()
      }
    }

    @Test func stopAndStartKeepTheViewer() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer()
        let viewer = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 5 })
        await bridge.stop()
        #expect(await bridge.status().state == .stopped)
        let stopped = await bridge.status().frames
        try await bridge.start()
        let seen = peer.frames
        #expect(await eventually { peer.frames >= seen + 10 })
        #expect(await bridge.status().frames > stopped)
        #expect(await bridge.viewer(viewer.id) != nil)
        await peer.close()
      }
    }

    @Test func theEndOfTheStreamEndsTheRun() async throws {
      let bridge = try Bridge(pipeline: "videotestsrc num-buffers=5", configuration: .quiet)
      try await bridge.run()
      let status = await bridge.status()
      #expect(status.state == .ended)
      #expect(status.frames == 5)
    }

    @Test func aLoopGoesOn() async throws {
      var configuration = Configuration.quiet
      configuration.loops = true
      try await withBridge("videotestsrc num-buffers=5", configuration: configuration) { bridge in
        #expect(await eventually { await bridge.status().frames > 12 })
      }
    }

    @Test(arguments: [
      ("filesrc location=/nowhere ! decodebin", BridgeError.Code.source),
      ("filesrc location=/etc/hostname", .source),
    ])
    func whatCannotStartIsAnErrorAtOnce(pipeline: String, code: BridgeError.Code) async throws {
      let bridge = try Bridge(pipeline: pipeline, configuration: .quiet)
      let error = await #expect(throws: BridgeError.self) { try await bridge.run() }
      #expect(error?.code == code, "\(error?.message ?? "")")
    }

    @Test(arguments: [
      "v4l2src device=/dev/video99", "tcpclientsrc port=9 ! decodebin",
    ])
    func whatIsNotThereYetIsTriedAgain(pipeline: String) async throws {
      let bridge = try Bridge(pipeline: pipeline, configuration: .quiet)
      let run = Task { try await bridge.run() }
      #expect(await eventually { await bridge.status().state == .retrying })
      run.cancel()
      try await run.value
    }

    @Test func withoutRestartsWhatIsNotThereIsAnError() async throws {
      var configuration = Configuration.quiet
      configuration.restarts = false
      let bridge = try Bridge(pipeline: "tcpclientsrc port=9 ! decodebin", configuration: configuration)
      await #expect(throws: BridgeError.self) { try await bridge.run() }
    }

    @Test func whatWaitsForDataSaysSo() async throws {
      let bridge = try Bridge(
        pipeline: "udpsrc address=127.0.0.1 port=0"
          + " caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=VP8",
        configuration: .quiet)
      let run = Task { try await bridge.run() }
      #expect(await eventually { await bridge.status().waitingFor?.contains("first data of udpsrc") == true })
      run.cancel()
      try await run.value
    }

    @Test func aSinglePictureStays() async throws {
      try await withBridge("videotestsrc num-buffers=1") { bridge in
        try await Task.sleep(for: .milliseconds(500))
        #expect(await bridge.status().state == .live)
      }
    }

    @Test func aFaultIsTriedAgainAndTheViewerStays() async throws {
      // identity fails after 90 buffers, in each life of the pipeline anew.
      let pipeline = "\(Pattern.live) ! identity error-after=90"
      try await withBridge(pipeline) { bridge in
        let peer = try await TestPeer()
        let viewer = try await peer.join(bridge)
        #expect(await eventually { await bridge.status().state == .retrying })
        let seen = peer.frames
        #expect(await eventually { peer.frames >= seen + 10 })
        #expect(await bridge.viewer(viewer.id) != nil)
        await peer.close()
      }
    }
  }
}

import Foundation
import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct SourceFaults {
    /// Two sources, the second after the first has ended.
    private func first(_ one: String, then two: String, type: String = "video/x-raw") -> String {
      "concat name=both ! \(type) ! identity \(one) ! both. \(two) ! both."
    }

    private func raw(_ size: String, _ rate: Int, frames: Int) -> String {
      "videotestsrc num-buffers=\(frames) ! video/x-raw,format=I420,\(size),framerate=\(rate)/1"
    }

    @Test(arguments: [nil, 1_000_000])
    func anotherSizeAndRateInMidStream(bitrate: Int?) async throws {
      var configuration = Configuration.quiet
      configuration.bitrate = bitrate
      let source = first(
        raw("width=320,height=240", 30, frames: 150), then: raw("width=640,height=360", 15, frames: 9000))
      try await withBridge(source, configuration: configuration) { bridge in
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.size?.width == 640 && peer.size?.height == 360 })
        let seen = peer.frames
        #expect(await eventually { peer.frames >= seen + 10 })
        #expect(peer.trace.isWhole, "\(peer.trace)")
        await peer.close()
      }
    }

    @Test func anotherSizeAndRateAfterARestart() async throws {
      let film = FileManager.default.temporaryDirectory.appending(path: "film-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: film) }
      try Self.film(width: 128, height: 96, rate: 30).write(to: film)
      try await withBridge("filesrc location=\(film.path) ! y4mdec") { bridge in
        let peer = try await TestPeer()
        let viewer = try await peer.join(bridge)
        #expect(await eventually { peer.size?.width == 128 })
        await bridge.stop()
        try Self.film(width: 160, height: 120, rate: 10).write(to: film)
        try await bridge.start()
        #expect(await eventually { peer.size?.width == 160 && peer.size?.height == 120 })
        #expect(peer.trace.isWhole, "\(peer.trace)")
        #expect(await bridge.viewer(viewer.id) != nil)
        await peer.close()
      }
    }

    /// 300 frames of uncompressed video, with a header that says how to read them (YUV4MPEG2).
    private static func film(width: Int, height: Int, rate: Int) -> Data {
      let frame = Data("FRAME\n".utf8) + Data(repeating: 0x60, count: width * height * 3 / 2)
      return (0..<300).reduce(into: Data("YUV4MPEG2 W\(width) H\(height) F\(rate):1\n".utf8)) { film, _ in
        film += frame
      }
    }

    @Test func timeAndNumbersGoOnAcrossRestarts() async throws {
      try await withBridge("\(Pattern.live) ! identity error-after=90") { bridge in
        let peer = try await TestPeer()
        let viewer = try await peer.join(bridge)
        for _ in 0..<2 {
          #expect(await eventually { await bridge.status().state == .retrying })
          let seen = peer.frames
          #expect(await eventually { peer.frames >= seen + 5 })
        }
        #expect(peer.trace.isWhole, "\(peer.trace)")
        // The pause of a second is one in RTP time as well.
        #expect(peer.trace.timeSteps.contains { $0 > 80_000 })
        #expect(await bridge.viewer(viewer.id) != nil)
        await peer.close()
      }
    }

    @Test func startEndsTheWaitForTheNextTry() async throws {
      try await withBridge("\(Pattern.live) ! identity error-after=20") { bridge in
        for _ in 0..<3 {
          #expect(await eventually { await bridge.status().state == .retrying })
          try await bridge.start()
        }
      }
    }

    @Test func framesOutOfOrderThatComeLaterAreEncodedAnewInPlace() async throws {
      let source = first(
        "\(raw("width=320,height=240", 30, frames: 150)) ! x264enc tune=zerolatency key-int-max=15"
          + " ! video/x-h264,profile=constrained-baseline ! h264parse",
        then: "\(raw("width=320,height=240", 30, frames: 9000)) ! x264enc bframes=2 b-adapt=false key-int-max=15"
          + " ! video/x-h264,profile=main ! h264parse", type: "video/x-h264")
      let log = RecordedLog()
      try await withBridge(source, configuration: log.configuration) { bridge in
        let peer = try await TestPeer()
        let viewer = try await peer.join(bridge)
        #expect(await bridge.status().renditions.first?.encoder == nil)
        #expect(await eventually(within: .seconds(20)) { await bridge.status().renditions.first?.encoder != nil })
        let seen = peer.frames
        #expect(await eventually { peer.frames >= seen + 30 })
        #expect(await bridge.status().renditions.count == 1)
        #expect(await bridge.viewer(viewer.id) != nil)
        #expect(peer.trace.isWhole, "\(peer.trace)")
        #expect(log.texts(.notice).contains { $0.contains("encoded anew as H264 by") && $0.contains("B-frames") })
        await peer.close()
      }
    }

    @Test func aCodecThatIsNotOfferedIsEncodedOnceForAllWhoLackIt() async throws {
      let log = RecordedLog()
      let source = "\(Pattern.live) ! vp9enc deadline=1 cpu-used=8 keyframe-max-dist=15"
      try await withBridge(source, configuration: log.configuration) { bridge in
        let peers = [
          try await TestPeer(codecs: [.h264]), try await TestPeer(codecs: [.h264]), try await TestPeer(codecs: [.vp9]),
        ]
        for peer in peers { _ = try await peer.join(bridge) }
        #expect(await eventually { peers.allSatisfy { $0.frames >= 5 } })
        let renditions = await bridge.status().renditions
        #expect(renditions.map(\.viewers) == [2, 1])
        #expect(renditions.map { $0.encoder == nil } == [false, true])
        let told = log.texts(.notice).filter { $0.contains("encoded anew as H264 by") }
        #expect(told.count == 1 && told.first?.contains("do not take VP9") == true, "\(told)")
        for peer in peers { await peer.close() }
      }
    }

    @Test(arguments: ["", " ! rtph264pay"])
    func aProfileThatIsNotOfferedIsEncodedOnceForAllWhoLackIt(payloader: String) async throws {
      let log = RecordedLog()
      let encoder = "x264enc tune=zerolatency key-int-max=15 ! video/x-h264,profile=main ! h264parse"
      try await withBridge("\(Pattern.live) ! \(encoder)\(payloader)", configuration: log.configuration) { bridge in
        let peers = [
          try await TestPeer(), try await TestPeer(profile: "42001f"), try await TestPeer(profile: "4d001f"),
          try await TestPeer(profile: "64001f"),
        ]
        for peer in peers { _ = try await peer.join(bridge) }
        #expect(await eventually { peers.allSatisfy { $0.frames >= 5 } })
        let renditions = await bridge.status().renditions
        #expect(renditions.map(\.viewers) == [2, 2])
        #expect(renditions.filter { $0.encoder == nil }.count == 1)
        let told = log.texts(.notice).filter { $0.contains("profile, main") }
        #expect(told.count == 1, "\(told)")
        for peer in peers { await peer.close() }
      }
    }

    @Test func aHundredStartsAndStopsLeaveNothing() async throws {
      try await withBridge(Pattern.live) { bridge in
        var watching: [(peer: TestPeer, viewer: Viewer)] = []
        for _ in 0..<Scale.of(4, full: 20) {
          let peer = try await TestPeer()
          watching.append((peer, try await peer.join(bridge)))
        }
        for _ in 0..<Scale.of(20, full: 100) {
          await bridge.stop()
          #expect(await bridge.source.state == .stopped)
          try await bridge.start()
          #expect(await bridge.source.state == .live)
        }
        for (peer, viewer) in watching {
          let seen = peer.frames
          #expect(await eventually { peer.frames >= seen + 10 })
          #expect(peer.trace.isWhole, "\(peer.trace)")
          #expect(await bridge.viewer(viewer.id) != nil)
        }
        for (peer, _) in watching { await peer.close() }
      }
    }

    @Test func startsAndStopsOfManyAtOnce() async throws {
      try await withBridge(Pattern.live) { bridge in
        await withTaskGroup(of: Void.self) { group in
          for index in 0..<Scale.of(40, full: 400) {
            group.addTask { if index.isMultiple(of: 2) { await bridge.stop() } else { try? await bridge.start() } }
          }
        }
        try await bridge.start()
        #expect(await bridge.source.state == .live)
        let frames = await bridge.status().frames
        #expect(await eventually { await bridge.status().frames > frames + 5 })
      }
    }
  }
}

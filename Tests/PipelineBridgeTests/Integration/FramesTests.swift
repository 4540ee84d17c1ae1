import Testing

@testable import PipelineBridge
@testable import motion

extension Integration {
  @Suite struct Frames {
    @Test(arguments: ["I420", "NV12", "GRAY8", "RGB", "YUY2", "BGRA"])
    func rawFramesAsTheyAre(format: String) async throws {
      let caps = "video/x-raw,format=\(format),width=322,height=242,framerate=30/1"
      try await withBridge("videotestsrc is-live=true pattern=white ! \(caps)") { bridge in
        var times: [UInt64] = []
        for await frame in try bridge.frames() {
          #expect(frame.format == format && frame.width == 322 && frame.height == 242)
          let (first, isWhole) = try frame.withPlane { bytes, stride, rows in
            (bytes[0], rows == 242 && stride >= 322 && bytes.count >= stride * (rows - 1) + 322)
          }
          #expect(first >= 235 && isWhole)
          if ["I420", "NV12"].contains(format) {
            let rows = try frame.withPlane(1) { _, _, rows in rows }
            #expect(rows == 121)
          }
          #expect(throws: BridgeError.self) { try frame.withPlane(7) { _, _, _ in } }
          times.append(frame.time)
          if times.count == 3 { break }
        }
        #expect(times == times.sorted() && Set(times).count == times.count)
      }
    }

    @Test(.timeLimit(.minutes(1))) func whatIsReadEndsWithTheBridge() async throws {
      let bridge = try Bridge(pipeline: "videotestsrc num-buffers=10", configuration: .quiet)
      let read = Task { [frames = try bridge.frames(), detections = bridge.detections, events = bridge.events] in
        var count = 0
        for await _ in frames { count += 1 }
        for await _ in detections {}
        for await _ in events {}
        for await _ in bridge.events {}
        return count
      }
      try await bridge.run()
      #expect(await read.value > 0)
    }

    @Test func encodedStreamsHaveNone() async throws {
      try await withBridge("\(Pattern.live) ! jpegenc") { bridge in
        #expect(throws: BridgeError.self) { try bridge.frames() }
        #expect(throws: BridgeError.self) { try bridge.frames(from: "audio_0") }
        #expect(throws: BridgeError.self) { try bridge.frames(from: "video_7") }
      }
    }

    /// The ball of the test source moves, and nothing else.
    @Test func theExampleFindsTheBall() async throws {
      try await withBridge(Motion.standard) { bridge in
        let detection = Task { try await Motion.detect(in: bridge) }
        var found: [FrameMetadata] = []
        for await metadata in bridge.detections {
          found.append(metadata)
          if found.count == 30 { break }
        }
        detection.cancel()
        try await detection.value
        for metadata in found {
          #expect(metadata.source == "motion" && !metadata.regions.isEmpty)
          for region in metadata.regions {
            #expect(region.label == "motion" && region.width < 0.25 && region.height < 0.4, "\(region)")
          }
        }
        let places = Set(found.compactMap(\.regions.first?.x))
        #expect(places.count > 3)
      }
    }

    @Test func postedRegionsFindTheirFrame() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 5 })
        var frames = try bridge.frames().makeAsyncIterator()
        let next = await frames.next()
        let frame = try #require(next)
        let rtp = try #require(await bridge.renditions.current.first?.rtp)
        let region = Region(x: 0, y: 0, width: 1, height: 1)
        var detections = bridge.detections.makeAsyncIterator()

        try await bridge.post(MetadataPost(time: frame.time, regions: [region]))
        var found = await detections.next()
        // Held for two intervals of a detector of which none is known, from when it came.
        #expect(found?.time == frame.time && (found?.duration ?? 0) >= 1_000_000_000)
        try await bridge.post(MetadataPost(time: frame.time - 1, duration: 0, regions: [region]))
        found = await detections.next()
        #expect(found?.time == frame.time && found?.duration == 0)
        let wallClock = bridge.timeline.wallClockAtZero + Double(frame.time) / 1e6
        try await bridge.post(MetadataPost(wallClock: wallClock + 2, regions: [region]))
        found = await detections.next()
        #expect(found?.time == frame.time)

        let timestamp = rtp.timestamp(at: ClockTime(frame.time), clockRate: 90_000)
        try await bridge.post(MetadataPost(rtpTimestamp: timestamp, regions: [region]))
        found = await detections.next()
        #expect(found?.time == frame.time)

        try await bridge.post(MetadataPost(regions: [region]))
        found = await detections.next()
        #expect(found.map { $0.time >= frame.time } == true)
        #expect(found?.duration == 500_000_000 && found?.source == "post")

        await #expect(throws: BridgeError.self) {
          try await bridge.post(MetadataPost(time: frame.time + 3_600_000_000_000, regions: [region]))
        }
        var refused = 0
        for _ in 0..<1_000 {
          do { try await bridge.post(MetadataPost(regions: [])) } catch let error as BridgeError {
            #expect(error.code == .tooFast)
            refused += 1
          }
        }
        #expect(refused > 300)
        await peer.close()
      }
    }
  }
}

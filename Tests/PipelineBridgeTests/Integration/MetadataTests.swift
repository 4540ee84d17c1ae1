import TestElements
import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct MetadataFromPipelines {
    init() throws {
      try GStreamer.initialize()
      test_elements_register()
    }

    private func detections(
      _ pipeline: String, count: Int = 5, within limit: Duration = .seconds(10)
    ) async throws -> [FrameMetadata] {
      var all: [FrameMetadata] = []
      try await withBridge(pipeline) { bridge in
        all = try await withDeadline(limit, orThrow: BridgeError(.source, "nothing was found")) {
          var taken: [FrameMetadata] = []
          for await one in bridge.detections {
            taken.append(one)
            if taken.count == count { break }
          }
          return taken
        }
      }
      return all
    }

    @Test func regionsOfBuffers() async throws {
      let all = try await detections("\(Pattern.live) ! testfinder regions=2")
      for (earlier, later) in zip(all, all.dropFirst()) { #expect(earlier.time < later.time) }
      for one in all {
        #expect(one.stream == "video_0" && one.regions.count == 2 && one.dropped == 0)
        let region = try #require(one.regions.first)
        let number = try #require(region.id)
        #expect(region.label == "number" && region.confidence == 0.75)
        #expect(region.x == Double(number % 8) / 8 && region.y == Double(number / 8 % 8) / 8)
        #expect(region.width == 0.125 && region.height == 0.125)
        #expect(region.data?["parameters"] != nil)
      }
    }

    @Test func regionsOfMessages() async throws {
      let all = try await detections("\(Pattern.live) ! testfinder name=finder regions=0 messages=1")
      for one in all {
        let region = try #require(one.regions.first)
        let number = try #require(region.id)
        #expect(one.regions.count == 1 && region.source == "finder")
        #expect(region.x == Double(number % 8) / 8 && region.width == 0.125)
      }
    }

    @Test func theSameRegionTwiceIsOne() async throws {
      for one in try await detections("\(Pattern.live) ! testfinder name=finder regions=1 messages=1") {
        #expect(one.regions.count == 1 && one.regions.first?.source == "finder")
      }
    }

    /// What stands behind the finder, and what becomes of x and y by it: factor and offset.
    struct Change: Sendable {
      let elements: String
      var isAttached = false
      var x = (1.0, 0.0)
      var y = (1.0, 0.0)
    }

    @Test(arguments: [
      Change(elements: "videoscale ! video/x-raw,width=640,height=200", isAttached: true),
      Change(elements: "videoscale ! video/x-raw,width=640,height=200"),
      Change(elements: "videocrop left=40 bottom=120", x: (320.0 / 280, -40.0 / 280), y: (2, 0)),
      Change(
        elements: "videocrop top=60 ! videoscale ! video/x-raw,width=600,height=600", y: (240.0 / 180, -60.0 / 180)),
      Change(elements: "videoflip video-direction=horiz", x: (-1, 0.875)),
      Change(elements: "queue ! videoconvert ! video/x-raw,format=RGB ! queue", isAttached: true),
    ])
    func whatIsScaledOrCroppedLandsWhereItBelongs(change: Change) async throws {
      let finder = change.isAttached ? "testfinder" : "testfinder regions=0 messages=1"
      let all = try await detections("\(Pattern.live) ! \(finder) ! \(change.elements)", count: 10)
      // videoflip knows what it does only after its first frame.
      for one in all.dropFirst() {
        let region = try #require(one.regions.first)
        let number = try #require(region.id)
        let (x, y) = (Double(number % 8) / 8, Double(number / 8 % 8) / 8)
        #expect(abs(region.x - (x * change.x.0 + change.x.1)) < 0.01, "\(region)")
        #expect(abs(region.y - (y * change.y.0 + change.y.1)) < 0.01, "\(region)")
      }
    }

    @Test func aFinderBesideTheStream() async throws {
      let all = try await detections(
        "\(Pattern.live) ! tee name=t ! queue ! testfinder regions=0 messages=1 ! fakesink t. ! queue ! identity")
      #expect(all.allSatisfy { $0.regions.count == 1 })
    }

    @Test func aSlowDetectorBesideTheStreamIsHeld() async throws {
      let branch = "queue leaky=downstream max-size-buffers=1 ! testfinder name=slow regions=0 messages=1"
      try await withBridge(
        "\(Pattern.live) ! tee name=t ! queue ! identity t. ! \(branch) ! identity sleep-time=200000 ! fakesink sync=false"
      ) { bridge in
        var detections = bridge.detections.makeAsyncIterator()
        for _ in 0..<3 { _ = await detections.next() }
        for _ in 0..<3 {
          let found = try #require(await detections.next())
          // Two of its intervals, which are 200 ms and more, and what it took.
          #expect(found.source == "slow" && found.regions.count == 1)
          #expect((300_000_000...3_000_000_000).contains(found.duration), "\(found.duration)")
        }
        #expect(await bridge.status().metadata.droppedRegions == 0)
      }
    }

    @Test func inTheStreamNothingIsHeld() async throws {
      let all = try await detections("\(Pattern.live) ! testfinder name=finder regions=0 messages=1", count: 20)
      #expect(all.allSatisfy { $0.duration == 0 })
    }

    @Test func messagesWithoutATimeGoWithTheirFrame() async throws {
      let all = try await detections(
        "\(Pattern.live) ! testfinder regions=1 messages=1 timed=false ! queue", count: 30)
      // One place: the message has found the frame that carries the same number.
      #expect(all.dropFirst(5).allSatisfy { $0.regions.count == 1 })
    }

    @Test func facesAreFoundWithoutAWordAboutFacedetect() async throws {
      let film = "multifilesrc location=\(fixture("face.jpg")) loop=true caps=image/jpeg,framerate=10/1"
      let all = try await detections("\(film) ! jpegdec ! videoconvert ! facedetect ! videoconvert", count: 2)
      for one in all {
        let face = try #require(one.regions.first { $0.label == "face" })
        #expect(one.regions.count == 1, "\(one.regions)")
        #expect((0...1).contains(face.x) && (0.05...1).contains(face.width))
      }
    }

    @Test func otherMessagesAreEvents() async throws {
      try await withBridge("\(Pattern.live) ! identity audiotestsrc is-live=true ! level name=level interval=50000000")
      { bridge in
        let event = try await withDeadline(.seconds(10), orThrow: BridgeError(.source, "no event")) {
          for await event in bridge.events where event.name == "level" { return event }
          throw CancellationError()
        }
        #expect(event.element == "level")
        guard case .array(let rms) = event.content["rms"] else {
          Issue.record("\(event)")
          return
        }
        #expect(rms.first?.double != nil)
        #expect(event.content["running-time"]?.int != nil)
        let now = bridge.timeline.now
        #expect(event.time <= UInt64(now) && UInt64(now) - event.time < 5_000_000_000)
      }
    }

    @Test(arguments: [
      "regions=20000", "regions=0 messages=1 per-message=20000", "regions=20 nan=true",
      "regions=0 messages=1 nan=true", "regions=1 bytes=10000000", "regions=0 events=1 bytes=10000000",
      "regions=0 events=340 bytes=10", "regions=0 messages=340 per-message=3", "regions=256 bytes=4000",
    ])
    func tooMuchIsDroppedAndCountedAndThePictureGoesOn(properties: String) async throws {
      try await withBridge("\(Pattern.live) ! testfinder \(properties)") { bridge in
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        #expect(await eventually(within: .seconds(20)) { peer.frames >= 20 })
        let counts = await bridge.status().metadata
        if properties.contains("regions=20 nan=true") {
          // Only the confidence is no number there.
          #expect(counts.regions > 0)
        } else {
          #expect(counts.droppedRegions + counts.droppedEvents + counts.droppedMessages > 0, "\(counts)")
        }
        await peer.close()
      }
    }

    private func fixture(_ name: String) -> String {
      let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
      return "/\(folder)/browser/fixtures/\(name)"
    }
  }
}

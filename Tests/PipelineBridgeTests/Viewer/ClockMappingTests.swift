import Foundation
import Testing

@testable import PipelineBridge

@Suite struct ClockMappingTests {
  private func mapping(wallClock: Double, rtpTimestamp: UInt32 = 4_294_967_295) -> ClockMapping {
    ClockMapping(
      streams: [
        .init(
          name: "video_0", kind: .video, mid: "0", rendition: "video_0 H264", clockRate: 90_000,
          rtpTimestamp: rtpTimestamp)
      ],
      wallClock: wallClock, minimumDelay: 10)
  }

  @Test func aPageReadsItInOneObject() throws {
    let text = try #require(ControlMessage.clock(mapping(wallClock: 1.5)).text)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    let expected: NSDictionary = [
      "type": "clock", "wallClock": 1.5, "minimumDelay": 10,
      "streams": [
        [
          "name": "video_0", "kind": "video", "mid": "0", "rendition": "video_0 H264", "clockRate": 90_000,
          "rtpTimestamp": 4_294_967_295,
        ]
      ],
    ]
    #expect(object == expected)
  }

  @Test func isToldAnewWhenAClockOrAStreamChanges() {
    let told = mapping(wallClock: 1000)
    #expect(told.differs(from: nil))
    #expect(!mapping(wallClock: 1000.4).differs(from: told))
    #expect(mapping(wallClock: 1001).differs(from: told))
    #expect(mapping(wallClock: 999).differs(from: told))
    #expect(mapping(wallClock: 1000, rtpTimestamp: 0).differs(from: told))
  }

  @Test func wallClockAndRunningTimeMeetNow() {
    let timeline = Timeline()
    let before = Date().timeIntervalSince1970 * 1e3
    let now = timeline.wallClockAtZero + Double(timeline.now) / 1e6
    let after = Date().timeIntervalSince1970 * 1e3
    #expect(before - 1 <= now && now <= after + 1)
  }
}

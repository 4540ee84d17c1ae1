import Foundation
import Testing

@testable import PipelineBridge
@testable import bridge

@Suite struct MetricsTests {
  private func status() throws -> Status {
    let json = """
      {"state": "live", "detail": "", "pipeline": "", "uptime": 2.5, "frames": 75, "viewers": 1,
       "streams": [{"name": "video_0", "kind": "video", "format": "video/x-raw", "frames": 75, "lost": 3,
         "isShown": true}],
       "renditions": [{"id": "video_0 H264", "stream": "video_0", "codec": "H264", "encoder": "x264enc", "viewers": 1, "waiting": 0,
        "frames": 70,
        "dropped": 5, "keyFrames": 2, "bytes": 90000, "encodeDelay": {"p50": 3.5, "p95": 9}}],
       "metadata": {"frames": 7, "regions": 9, "events": 2, "droppedRegions": 0, "droppedEvents": 0,
        "droppedMessages": 0, "unsent": 1}}
      """
    return try JSONDecoder().decode(Status.self, from: Data(json.utf8))
  }

  @Test func eachLineIsASampleOfADeclaredMetric() throws {
    let viewer = ViewerStatus(
      codecs: [.h264], renditions: ["video_0 H264"], age: 1, lost: 4,
      report: ViewerReport(latency: Quantiles(p50: 8, p95: 16)))
    let text = Metrics(try status(), viewers: [viewer]).text
    let labels = #"codec="H264",encoder="x264enc""#
    for line in [
      "bridge_up 1.0", "bridge_viewers 1.0", #"bridge_source_lost_frames_total{stream="video_0"} 3.0"#,
      #"bridge_dropped_frames_total{\#(labels),stream="video_0"} 5.0"#,
      #"bridge_encode_delay_seconds{\#(labels),quantile="0.95",stream="video_0"} 0.009"#,
      "bridge_viewers_lost_frames 4.0", #"bridge_worst_latency_seconds{quantile="0.5"} 0.008"#,
    ] {
      #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
    let declared = Set(
      text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] })
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let name = line.prefix { $0 != " " && $0 != "{" }
      #expect(declared.contains(name))
    }
    #expect(text.hasSuffix("\n"))
  }

  @Test func whatIsNotKnownIsLeftOut() throws {
    let text = Metrics(try status(), viewers: []).text
    #expect(!text.contains("bridge_worst_latency_seconds") && !text.contains("bridge_source_delay_seconds"))
  }
}

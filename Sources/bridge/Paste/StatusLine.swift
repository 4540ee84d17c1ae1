import Foundation
import PipelineBridge

/// What is going on, in one line: `● live · 2 viewers · 30 fps · 3.1 Mbit/s · latency 14 ms`.
struct StatusLine {
  private var last: Status?

  /// - Parameter latency: from capture to display, in milliseconds, of the viewer that has most.
  mutating func text(_ status: Status, viewers: Int, latency: Double?) -> String {
    defer { if status.uptime - (last?.uptime ?? 0) >= 0.5 { last = status } }
    var words = [status.state.rawValue, viewers == 1 ? "1 viewer" : "\(viewers) viewers"]
    if let last {
      let seconds = status.uptime - last.uptime
      let frames = status.frames - last.frames
      // To each viewer. Encodings come and go.
      let bytes = status.bytes - last.bytes
      if seconds > 0, frames >= 0 { words.append("\(Int((Double(frames) / seconds).rounded())) fps") }
      if seconds > 0, bytes > 0 { words.append(Self.text(bitrate: Double(bytes) * 8 / seconds)) }
    }
    if let latency { words.append("latency \(Int(latency.rounded())) ms") }
    return "● " + words.joined(separator: " · ")
  }

  private static func text(bitrate: Double) -> String {
    bitrate < 1e6
      ? "\(Int((bitrate / 1e3).rounded())) kbit/s" : "\(String(format: "%.1f", bitrate / 1e6)) Mbit/s"
  }
}

extension Status {
  fileprivate var bytes: Int { renditions.reduce(0) { $0 + $1.bytes } }
}

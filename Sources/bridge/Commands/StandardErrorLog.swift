import Foundation
import Logging

/// Log lines for a person at a terminal: `bridge: warning: …` on standard error, without dates.
struct StandardErrorLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .notice

  init(label: String) {}

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let level = event.level >= .warning ? "\(event.level): " : ""
    Self.write("bridge: \(level)\(event.message)")
  }

  static func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

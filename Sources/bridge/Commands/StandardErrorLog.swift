import Foundation
import Logging
import PipelineBridge
import Synchronization

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

  /// Writes above the status line, if there is one: without secrets of the pipeline, and without control characters,
  /// which a stranger's text may have.
  static func write(_ line: String) {
    let line = PrintableText.printable(PipelineString.redacting(line))
    footer.withLock { footer in
      let text = footer.isEmpty ? "\(line)\n" : "\r\u{1b}[K\(line)\n\(footer)"
      FileHandle.standardError.write(Data(text.utf8))
    }
  }

  /// Keeps a line at the bottom of the terminal, in place of the last one; an empty one ends that.
  static func setFooter(_ line: String) {
    footer.withLock { footer in
      guard footer != line else { return }
      footer = line
      FileHandle.standardError.write(Data("\r\u{1b}[K\(line)".utf8))
    }
  }

  private static let footer = Mutex("")
}

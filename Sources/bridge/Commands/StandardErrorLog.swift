import Foundation
import Logging
import PipelineBridge
import Synchronization

/// Log lines for a person at a terminal: `bridge: warning: …` on standard error, without dates.
///
/// Thread-safe. Only `finish` and `settle` block.
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
    Self.report("\(level)\(event.message)")
  }

  /// Writes a message. All lines but the first are indented, so that a text in it cannot forge another message.
  static func report(_ message: String) { write("bridge: " + PrintableText.indented(message)) }

  /// Writes above the status line, if there is one: without secrets of the pipeline, and without control characters,
  /// which a stranger's text may have.
  static func write(_ text: String) {
    let text = PrintableText.printable(PipelineString.redacting(text))
    footer.withLock { footer in
      output.write(footer.isEmpty ? "\(text)\n" : "\r\u{1b}[K\(text)\n\(footer)")
    }
  }

  /// Keeps a line at the bottom of the terminal, in place of the last one; an empty one ends that.
  static func setFooter(_ line: String) {
    let line = PrintableText.line(line)
    footer.withLock { footer in
      guard footer != line else { return }
      footer = line
      output.write("\r\u{1b}[K\(line)")
    }
  }

  /// Puts a text on the terminal's clipboard: OSC 52 of xterm's control sequences.
  static func copy(_ text: String) { output.write("\u{1b}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}") }

  /// Blocks until everything is written, at most for 500 ms. To be called before the process ends.
  static func finish() { output.flush(within: .milliseconds(500)) }

  /// Blocks until everything is written, at most for 100 ms. Keeps the order of two streams on one terminal.
  static func settle() { output.flush(within: .milliseconds(100)) }

  private static let output = OutputQueue(STDERR_FILENO)
  private static let footer = Mutex("")
}

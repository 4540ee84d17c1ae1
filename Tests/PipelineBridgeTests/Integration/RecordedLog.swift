import Logging
import Synchronization

@testable import PipelineBridge

/// Keeps what is logged.
final class RecordedLog: Sendable {
  private let lines = Mutex<[(level: Logger.Level, text: String)]>([])

  func texts(_ level: Logger.Level) -> [String] { lines.withLock { $0.filter { $0.level == level }.map(\.text) } }

  var configuration: Configuration {
    var configuration = Configuration()
    configuration.logger = Logger(label: "test") { _ in Handler(log: self) }
    return configuration
  }

  private struct Handler: LogHandler {
    let log: RecordedLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      log.lines.withLock { $0.append((event.level, "\(event.message)")) }
    }
  }
}

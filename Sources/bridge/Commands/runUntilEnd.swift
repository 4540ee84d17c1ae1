import CTerminal
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Runs services until one of them ends, SIGINT, SIGTERM or SIGHUP arrives; the others are then shut down, the last first.
/// What ends because another is shut down stands before it.
/// - Throws: what the first service to fail has thrown. A service group by itself would tell only that one failed.
func runUntilEnd(_ services: [any Service], logger: Logger) async throws {
  let failure = FirstError()
  // Under nohup the end of a session ends nothing.
  let endsAtHangup = !signal_is_ignored(SIGHUP)
  let watch = EndWatch(signals: [SIGINT, SIGTERM] + (endsAtHangup ? [SIGHUP] : []))
  let group = ServiceGroup(
    configuration: ServiceGroupConfiguration(
      services: services.map {
        .init(
          service: Recorded(service: $0, failure: failure, watch: watch),
          successTerminationBehavior: .gracefullyShutdownGroup)
      },
      gracefulShutdownSignals: [.sigint, .sigterm] + (endsAtHangup ? [.sighup] : []), logger: logger.atLeast(.warning)))
  try await group.run()
  if let error = failure.value { throw error }
}

private final class FirstError: Sendable {
  private let first = Mutex<(any Error)?>(nil)

  var value: (any Error)? { first.withLock { $0 } }

  func record(_ error: any Error) { first.withLock { $0 = $0 ?? error } }
}

/// Ends well in any case, and keeps the error for later.
private struct Recorded: Service {
  let service: any Service
  let failure: FirstError
  let watch: EndWatch

  func run() async throws {
    defer { watch.begin(code: failure.value == nil ? 0 : 1) }
    do {
      try await service.run()
    } catch is CancellationError {
      // Asked to end, it ended.
    } catch {
      failure.record(error)
    }
  }
}

extension Logger {
  /// For libraries that tell of their own start and end at info.
  func atLeast(_ level: Logger.Level) -> Logger {
    var logger = self
    logger.logLevel = max(logger.logLevel, level)
    return logger
  }
}

import CTerminal
@preconcurrency import Dispatch
import Foundation

/// Ends the process when it does not end by itself in time: an element that hangs must not keep a terminal waiting.
///
/// On threads of its own, since those that the rest runs on may be what hangs. What is left behind must not be freed
/// under its feet either, so no handlers of `exit` run.
final class EndWatch: Sendable {
  private static let limit = DispatchTimeInterval.milliseconds(1900)
  /// For the message and the terminal.
  private static let grace = DispatchTimeInterval.milliseconds(50)

  private let queue: DispatchQueue
  private let signals: [any DispatchSourceSignal]

  /// - Parameter signals: those that ask the process to end.
  init(signals: [Int32]) {
    let queue = DispatchQueue(label: "bridge.end", qos: .userInteractive)
    self.queue = queue
    self.signals = signals.map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
    for signal in self.signals {
      signal.setEventHandler { Self.schedule(on: queue, code: EXIT_SUCCESS) }
      signal.resume()
    }
  }

  /// The process is about to end.
  /// - Parameter code: its exit code, should it not.
  func begin(code: Int32) { Self.schedule(on: queue, code: code) }

  private static func schedule(on queue: DispatchQueue, code: Int32) {
    // On another queue: a terminal may block.
    DispatchQueue(label: "bridge.end.message", qos: .userInteractive).asyncAfter(deadline: .now() + limit) {
      StandardErrorLog.report("critical: something hangs and is cut off: the program ends without it")
      terminal_close()
    }
    queue.asyncAfter(deadline: .now() + limit + grace) { _exit(code) }
  }
}

@preconcurrency import Dispatch
import Foundation
import Synchronization

/// A bounded queue before a stream that may have no reader. Its own thread writes, so callers never wait for a full pipe
/// or a paused terminal. Lines that cannot be written are dropped and counted; the count precedes the next line.
final class OutputQueue: Sendable {
  private struct State {
    var waiting: [UInt8] = []
    /// Lines lost before those that wait.
    var lost = 0
    var isWriting = false
  }

  /// Maximum number of waiting bytes. A text that exceeds it replaces all that waits.
  static let limit = 1 << 18

  private let descriptor: CInt
  private let state = Mutex(State())
  private let queue: DispatchQueue

  init(_ descriptor: CInt) {
    self.descriptor = descriptor
    queue = DispatchQueue(label: "bridge.output.\(descriptor)", qos: .userInitiated)
  }

  /// Thread-safe, never blocks.
  /// - Parameter text: lines with their ends; may contain the program's own control codes.
  func write(_ text: String) {
    let begins = state.withLock { state in
      if state.waiting.count + text.utf8.count > Self.limit {
        state.lost += Self.lines(state.waiting[...])
        state.waiting.removeAll()
      }
      state.waiting += text.utf8
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if begins { queue.async { self.writeWaiting() } }
  }

  /// Blocks until all waiting text is written, at most for `limit`.
  func flush(within limit: DispatchTimeInterval) {
    let done = DispatchGroup()
    queue.async(group: done) {}
    _ = done.wait(timeout: .now() + limit)
  }

  private func writeWaiting() {
    while let (bytes, lost) = next() {
      let missing = (isWritten(Self.note(lost)) ? 0 : lost) + unwrittenLines(of: bytes)
      if missing > 0 { state.withLock { $0.lost += missing } }
    }
  }

  private func next() -> (bytes: [UInt8], lost: Int)? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isWriting = false
        return nil
      }
      defer { (state.waiting, state.lost) = ([], 0) }
      return (state.waiting, state.lost)
    }
  }

  private func isWritten(_ text: String) -> Bool { unwrittenLines(of: Array(text.utf8)) == 0 }

  private func unwrittenLines(of bytes: [UInt8]) -> Int {
    do {
      try Descriptor.write(bytes, to: descriptor)
      return 0
    } catch {
      return Self.lines(bytes[error.written...])
    }
  }

  private static func lines(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 == 0x0a } }

  private static func note(_ lost: Int) -> String {
    switch lost {
    case 0: ""
    case 1: "bridge: warning: 1 line was lost here\n"
    default: "bridge: warning: \(lost) lines were lost here\n"
    }
  }
}

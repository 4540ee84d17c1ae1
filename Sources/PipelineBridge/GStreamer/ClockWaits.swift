import CGStreamer
import Synchronization

/// Waits on a clock, on streaming threads, that another thread can end all at once.
final class ClockWaits: Sendable {
  private struct State {
    var isEnded = false
    var pending: [Int: ClockWait] = [:]
    var next = 0
  }

  private let clock: Clock
  private let state = Mutex(State())

  init(clock: Clock) { self.clock = clock }

  /// Blocks until the clock shows `time`, or `end()` has been called.
  func wait(until time: ClockTime) {
    guard let wait = ClockWait(clock, time) else { return }
    let number = state.withLock { state -> Int? in
      guard !state.isEnded else { return nil }
      state.next += 1
      state.pending[state.next] = wait
      return state.next
    }
    guard let number else { return }
    wait.block()
    state.withLock { _ = $0.pending.removeValue(forKey: number) }
  }

  /// Ends all waits, those to come too.
  func end() {
    let pending = state.withLock { state in
      state.isEnded = true
      return Array(state.pending.values)
    }
    for wait in pending { wait.cancel() }
  }
}

/// `gst_clock_id_ref` and `gst_clock_id_unref`.
private enum ClockIDCounting: ReferenceCounting {
  static func retain(_ pointer: UnsafeMutableRawPointer) { gst_clock_id_ref(pointer) }
  static func release(_ pointer: UnsafeMutableRawPointer) { gst_clock_id_unref(pointer) }
}

/// One wait (`GstClockID`).
private struct ClockWait: Sendable {
  private let reference: Reference<ClockIDCounting>

  init?(_ clock: Clock, _ time: ClockTime) {
    guard let identifier = gst_clock_new_single_shot_id(clock.pointer, time) else { return nil }
    reference = Reference(taking: identifier)
  }

  /// Returns at once when it has been cancelled before.
  func block() { gst_clock_id_wait(reference.pointer, nil) }
  func cancel() { gst_clock_id_unschedule(reference.pointer) }
}

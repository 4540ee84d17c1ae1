import Synchronization

/// The samples that wait before an encoding: nobody can wait without end, so what has waited for too long makes room
/// up to the next frame at which decoding can begin. Any thread.
final class Backlog: Sendable {
  enum Outcome {
    case taken
    /// There is no time for it, or what it depends on was left out.
    case dropped
    /// Decoding cannot begin with it.
    case early
  }

  private struct State {
    /// When each of them came.
    var waiting: [ClockTime] = []
    var isDropping: Bool
    var hasBegun: Bool
    /// Until then, what is behind from the start is let in.
    var grace: ClockTime = 0
  }

  /// Nanoseconds for which samples may wait.
  private static let limit: ClockTime = 1_000_000_000
  /// Nanoseconds that a decoder may take for all that came before it.
  private static let catchUpLimit: ClockTime = 5_000_000_000
  private let state: Mutex<State>

  /// - Parameter waitsForEntryPoint: whether nothing passes before the first frame at which decoding can begin, where
  ///   that is known from the bitstream.
  init(waitsForEntryPoint: Bool) { state = Mutex(State(isDropping: waitsForEntryPoint, hasBegun: !waitsForEntryPoint)) }

  func enter(_ sample: Sample, at now: ClockTime) -> Outcome {
    enter(isEntryPoint: hasBegun ? sample.canBeginDecoding : sample.isEntryPoint ?? true, at: now)
  }

  func enter(isEntryPoint: Bool, at now: ClockTime) -> Outcome {
    state.withLock { state in
      let wait = now < state.grace ? 0 : now - min(state.waiting.first ?? now, now)
      state.isDropping = state.isDropping ? wait > Self.limit / 4 || !isEntryPoint : wait > Self.limit
      guard !state.isDropping else { return state.hasBegun ? .dropped : .early }
      state.hasBegun = true
      state.waiting.append(now)
      return .taken
    }
  }

  /// Many samples come at once.
  func beginCatchUp(at now: ClockTime) { state.withLock { $0.grace = now + Self.catchUpLimit } }

  var hasBegun: Bool { state.withLock { $0.hasBegun } }

  /// One has been taken out.
  func leave() { state.withLock { if !$0.waiting.isEmpty { $0.waiting.removeFirst() } } }
}

import Synchronization

/// Lets decoded frames go at an even pace, each at its own time and a delay that all share.
///
/// Frames of a stream with B-frames come out of the decoder in bursts. The delay is the greatest lateness of the last
/// seconds: the reordering of the stream, the way its container is paced, and the time that decoding takes.
final class FramePacer: Sendable {
  fileprivate struct State {
    /// The greatest lateness of each half-second, in nanoseconds.
    var lateness: [(slot: ClockTime, greatest: ClockTime)] = []
    /// While the decoder catches up with what came before it: the first frame that is shown, and when it began.
    var catchUp: (first: ClockTime, since: ClockTime)?
    var isStopped = false
  }

  fileprivate static let slot: ClockTime = 500_000_000
  /// How long a late frame delays those after it, in slots.
  fileprivate static let memory: ClockTime = 4
  /// Nothing is delayed by more, as the queue between decoder and encoder has an end.
  fileprivate static let longest: ClockTime = 600_000_000
  /// What is not later than this has caught up.
  fileprivate static let caughtUp: ClockTime = 250_000_000
  fileprivate static let longestCatchUp: ClockTime = 5_000_000_000
  /// The streaming thread must be free soon after the end.
  private static let longestSleep: ClockTime = 10_000_000

  private let state = Mutex(State())
  private let timeline: Timeline

  init(timeline: Timeline) { self.timeline = timeline }

  /// A frame leaves the decoder. Streaming thread.
  /// - Parameter time: when it is to be shown, on the bridge's timeline.
  func enter(_ time: ClockTime) {
    let now = timeline.now
    let late = now - min(time, now)
    state.withLock { if !$0.isCatchingUp(time, late, at: now) { $0.note(late, at: now) } }
  }

  /// Blocks the streaming thread until it is the frame's turn.
  func wait(for time: ClockTime) {
    let begin = timeline.now
    while true {
      let (delay, isStopped) = state.withLock { ($0.delay, $0.isStopped) }
      let now = timeline.now
      guard !isStopped, now < time &+ delay, now < begin + Self.longest else { return }
      GStreamer.sleep(min(time &+ delay - now, Self.longestSleep))
    }
  }

  /// The decoder has yet to catch up: frames before this one are not shown, and those after it are late for a while.
  func begin(with time: ClockTime) { state.withLock { $0.catchUp = (time, timeline.now) } }

  func stop() { state.withLock { $0.isStopped = true } }
}

extension FramePacer.State {
  fileprivate mutating func note(_ late: ClockTime, at now: ClockTime) {
    let slot = now / FramePacer.slot
    lateness.removeAll { $0.slot + FramePacer.memory < slot }
    let late = min(late, FramePacer.longest)
    if lateness.last?.slot == slot {
      lateness[lateness.count - 1].greatest = max(late, lateness[lateness.count - 1].greatest)
    } else {
      lateness.append((slot, late))
    }
  }

  fileprivate mutating func isCatchingUp(_ time: ClockTime, _ late: ClockTime, at now: ClockTime) -> Bool {
    guard let (first, since) = catchUp else { return false }
    if time >= first, late <= FramePacer.caughtUp || now > since + FramePacer.longestCatchUp { catchUp = nil }
    return catchUp != nil
  }

  fileprivate var delay: ClockTime { lateness.map(\.greatest).max() ?? 0 }
}

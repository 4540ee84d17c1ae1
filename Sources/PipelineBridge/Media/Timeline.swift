import Foundation

/// The running time that the whole bridge shares: nanoseconds since it was made, on the one clock. Source pipelines
/// come and go, each with a running time of its own; viewers and metadata see this one, which never goes back.
struct Timeline: Sendable {
  let clock: Clock
  let baseTime: ClockTime

  init() {
    clock = GStreamer.clock()
    baseTime = clock.time
  }

  var now: ClockTime { clock.time - baseTime }

  /// The system's wall clock at running time 0, in milliseconds since the Unix epoch. It changes when that clock is set.
  var wallClockAtZero: Double {
    // Of several readings the one that took the least time: between the two clocks the thread may be held up.
    let readings = (0..<5).map { _ in
      let before = now
      let wallClock = Date().timeIntervalSince1970
      return (before: before, wallClock: wallClock, after: now)
    }
    let best = readings.min { $0.after - $0.before < $1.after - $1.before } ?? readings[0]
    return best.wallClock * 1e3 - Double(best.before + (best.after - best.before) / 2) / 1e6
  }

  /// - Parameters:
  ///   - runningTime: running time of a pipeline on the same clock.
  ///   - otherBase: that pipeline's base time.
  /// - Returns: the same moment on this line, never in the future: webrtcbin's `clocksync` would hold up the thread
  ///   that pushes.
  func map(_ runningTime: ClockTime?, from otherBase: ClockTime) -> ClockTime {
    guard let runningTime else { return now }
    return min(place(runningTime, from: otherBase), now)
  }

  /// A later moment, but never in the future.
  func delayed(_ time: ClockTime, by delay: Duration) -> ClockTime {
    min(time + ClockTime(delay / .nanoseconds(1)), now)
  }

  /// The same moment on this line, also where it is yet to come.
  func place(_ runningTime: ClockTime, from otherBase: ClockTime) -> ClockTime {
    let absolute = runningTime &+ otherBase
    return absolute > baseTime ? min(absolute - baseTime, .latest) : 0
  }
}

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

  /// - Parameters:
  ///   - runningTime: running time of a pipeline on the same clock.
  ///   - otherBase: that pipeline's base time.
  /// - Returns: the same moment on this line, never in the future: webrtcbin's `clocksync` would hold up the thread
  ///   that pushes.
  func map(_ runningTime: ClockTime?, from otherBase: ClockTime) -> ClockTime {
    guard let runningTime else { return now }
    let absolute = runningTime &+ otherBase
    return absolute > baseTime ? min(absolute - baseTime, now) : 0
  }
}

import Synchronization

/// What takes the buffers of one open pad, over one run of the source.
final class Tap: Sendable {
  let stream: MediaStream
  /// The pad that was open.
  let pad: Pad
  let sink: AppSink
  let sinkPad: Pad
  /// Tells the streams of the run apart.
  let number: Int
  /// Whether it carries RTP packets.
  let isRTP: Bool

  struct Activity: Sendable {
    /// Buffers of this run.
    var buffers = 0
    /// On the bridge's running time.
    var lastArrival: ClockTime?
    /// How much later than captured the newest buffer came; `nil` where the source's times do not tell.
    var lateness: ClockTime?
    /// The nominal time between two buffers.
    var interval: ClockTime
  }

  private struct State {
    var activity: Activity
    var caps: Caps?
    var lastTime: ClockTime?
  }
  private let state: Mutex<State>

  init(stream: MediaStream, pad: Pad, sink: AppSink, sinkPad: Pad, number: Int, isRTP: Bool) {
    self.stream = stream
    self.pad = pad
    self.sink = sink
    self.sinkPad = sinkPad
    self.number = number
    self.isRTP = isRTP
    state = Mutex(State(activity: Activity(interval: Self.defaultInterval(of: stream.kind))))
  }

  var activity: Activity { state.withLock { $0.activity } }
  var hasMedia: Bool { activity.buffers > 0 }

  /// Notes a buffer before it is waited for.
  /// - Returns: its number in this run, from 1, and the nominal time to the next.
  func note(_ sample: Sample, at now: ClockTime) -> (number: Int, interval: ClockTime) {
    state.withLock { state in
      if state.caps?.pointer != sample.caps.pointer {
        state.caps = sample.caps
        state.activity.interval =
          sample.caps.first?.fraction("framerate").map { ClockTime(1e9 / max($0, 1e-3)) }
          ?? Self.defaultInterval(of: stream.kind)
      }
      state.activity.buffers += 1
      state.activity.lastArrival = now
      return (state.activity.buffers, sample.buffer.duration ?? state.activity.interval)
    }
  }

  /// A time after that of the frame before it: browsers take two frames of one time for one. Packets of one frame share
  /// theirs.
  func inOrder(_ time: ClockTime) -> ClockTime {
    guard stream.kind == .video, !isRTP else { return time }
    return state.withLock { state in
      var time = time
      if let last = state.lastTime, time <= last, last - time < 1_000_000_000 { time = last + 1_000_000 }
      state.lastTime = time
      return time
    }
  }

  func note(lateness: ClockTime?) { state.withLock { $0.activity.lateness = lateness } }

  private static func defaultInterval(of kind: MediaKind) -> ClockTime {
    kind == .video ? 1_000_000_000 / 30 : 20_000_000
  }
}

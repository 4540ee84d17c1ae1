import Synchronization

/// What becomes of the frames of one rendition: which come out of it, which do not, and how long they take. Any thread.
///
/// Frames leave in the order in which they enter, so one that is overtaken has been dropped on the way.
final class FrameLedger: Sendable {
  /// Totals since the rendition was made, and delays of the last seconds.
  struct Figures: Sendable {
    var frames = 0
    var dropped = 0
    var keyFrames = 0
    var bytes = 0
    /// From capture to the rendition: what the source and the user's elements take.
    var sourceDelay: Quantiles?
    /// From there to the last packet of the frame.
    var encodeDelay: Quantiles?
  }

  private struct State {
    /// Frames on their way: their own times, and when they came.
    var waiting: [(frame: ClockTime, since: ClockTime)] = []
    var recent: [(at: ClockTime, source: ClockTime, encode: ClockTime)] = []
    var figures = Figures()
    var lastDropped: ClockTime?
  }

  private static let window: ClockTime = 5_000_000_000
  /// More than any encoder holds: what is still here then has gone unseen, such as a stream's parameter sets.
  private static let mostWaiting = 64

  private let state = Mutex(State())

  /// - Parameters:
  ///   - frame: its running time, which comes several times for one frame in packets.
  ///   - now: running time.
  func enter(_ frame: ClockTime, at now: ClockTime) {
    state.withLock { state in
      // Where pictures are reordered they come in the order of decoding, and leave by their times.
      let index = (state.waiting.lastIndex { $0.frame <= frame } ?? -1) + 1
      guard index == 0 || state.waiting[index - 1].frame != frame else { return }
      state.waiting.insert((frame, now), at: index)
      if state.waiting.count > Self.mostWaiting { state.waiting.removeFirst() }
    }
  }

  /// A frame, or one packet of it, was not let in.
  /// - Parameter isCounted: whether viewers miss it.
  func drop(_ frame: ClockTime, isCounted: Bool) {
    state.withLock { state in
      state.waiting.removeAll { $0.frame == frame }
      guard isCounted, state.lastDropped != frame else { return }
      state.lastDropped = frame
      state.figures.dropped += 1
    }
  }

  func leave(_ frame: ClockTime, bytes: Int, isKeyFrame: Bool, at now: ClockTime) {
    state.withLock { state in
      state.figures.frames += 1
      state.figures.bytes += bytes
      if isKeyFrame { state.figures.keyFrames += 1 }
      guard let index = state.waiting.firstIndex(where: { $0.frame == frame }) else { return }
      let since = state.waiting[index].since
      state.figures.dropped += index
      state.waiting.removeFirst(index + 1)
      state.recent.append((now, since - min(frame, since), now - min(since, now)))
      if state.recent.count > 1000 { state.recent.removeFirst(500) }
    }
  }

  func leave(_ frame: PacketizedFrame, at now: ClockTime) {
    leave(
      frame.packets.first?.time ?? 0, bytes: frame.packets.reduce(0) { $0 + $1.size }, isKeyFrame: frame.isKeyFrame,
      at: now)
  }

  func figures(at now: ClockTime) -> Figures {
    state.withLock { state in
      state.recent.removeAll { $0.at + Self.window < now }
      var figures = state.figures
      figures.sourceDelay = Quantiles(nanoseconds: state.recent.map(\.source))
      figures.encodeDelay = Quantiles(nanoseconds: state.recent.map(\.encode))
      return figures
    }
  }
}

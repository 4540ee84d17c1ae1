/// Decides, for the buffers of one run of the source, when each is due and which time viewers see on it.
///
/// A value without I/O: nanoseconds of the bridge's running time go in and come out. All streams of a run share one
/// offset, so they stay in step.
struct Pacer: Sendable {
  enum Mode: Sendable, Equatable {
    /// The source runs at its own pace and its times are on the pipeline's clock: a camera, RTP, a screen.
    case live
    /// The source is as fast as it is read, such as a file: each buffer waits until its time.
    case paced
    /// The source runs at its own pace, but its times mean nothing to the pipeline's clock: a pipe, TCP, HTTP.
    case asItComes
  }

  /// A change that a person should hear of, once.
  enum Notice: Sendable, Equatable {
    case jumpedAhead, jumpedBack, runsFast
    /// A source of mode `asItComes` sends faster than real time: it is paced from now on.
    case outrunsTime
  }

  struct Placement: Sendable, Equatable {
    /// The time for viewers, never later than the present once the buffer has been waited for.
    var time: ClockTime
    /// Whether to wait until then.
    var waits = false
    var notice: Notice?
  }

  private struct Last {
    var time: ClockTime
    var arrival: ClockTime
  }

  private(set) var mode: Mode
  /// Added to the source's times.
  private var offset: Int = 0
  private var hasOffset: Bool
  private var streams: [Int: Last] = [:]
  /// Where the measurement of a stream's rate began.
  private var rateStart: Last?
  /// Whether the source is known not to outrun time.
  private var hasMeasuredRate = false

  private static let second: ClockTime = 1_000_000_000
  /// Reordered frames and clock noise lie within this.
  private static let tolerance = second
  /// A gap in a file may be this long; beyond, its times have jumped.
  private static let longestGap = 10 * second
  /// Claimed intervals are cut off here.
  private static let longestInterval: ClockTime = 1 << 40
  /// This much media decides whether a source outruns time.
  private static let rateWindow = 4 * second

  init(mode: Mode) {
    self.mode = mode
    hasOffset = mode == .live
  }

  /// - Parameters:
  ///   - time: the buffer's decoding or presentation time, on the bridge's running time; `nil` if it has none. One that is
  ///     cut off is none.
  ///   - interval: the nominal time between two buffers of the stream.
  ///   - stream: any number that tells the streams of the run apart.
  ///   - now: the bridge's running time.
  mutating func place(_ time: ClockTime?, interval: ClockTime, stream: Int, now: ClockTime) -> Placement {
    let last = streams[stream]
    let interval = min(interval, Self.longestInterval)
    let time = time.flatMap { $0 < .latest ? $0 : nil }
    let expected = last.map { moved($0.time, by: Int(interval)) } ?? unplaced(now)
    let given = min(time ?? expected, .latest)
    if !hasOffset {
      offset = Int(now) - Int(given)
      hasOffset = true
    }
    let placement =
      switch mode {
      case .live, .asItComes: follow(given, isTimed: time != nil, last, interval: interval, now: now)
      case .paced: pace(given, last, interval: interval, stream: stream, now: now)
      }
    streams[stream] = Last(time: given, arrival: now)
    guard mode == .asItComes, outrunsTime(given, now: now, stream: stream) else {
      return placement
    }
    mode = .paced
    offset = Int(now) - Int(given)
    return Placement(time: now, notice: .outrunsTime)
  }

  // MARK: At the source's own pace

  private mutating func follow(
    _ given: ClockTime, isTimed: Bool, _ last: Last?, interval: ClockTime, now: ClockTime
  ) -> Placement {
    guard isTimed else { return Placement(time: now) }
    var notice: Notice?
    let lateness = Int(now) - (Int(given) + offset)
    if lateness < -Int(Self.tolerance / 2) {
      // In the future. The first buffer of a source may be anywhere.
      offset += lateness
      if let last {
        let step = Int(given) - Int(last.time)
        let hasJumped = step > Int(now - last.arrival) + Int(2 * Self.second)
        notice = hasJumped ? .jumpedAhead : mode == .live || hasMeasuredRate ? .runsFast : nil
      }
    } else if let last, Int(given) < Int(last.time) - Int(max(Self.tolerance, 4 * interval)) {
      // Back: goes on from the buffer before it, as late as that was.
      offset += Int(last.time) - Int(given) + Int(now - last.arrival)
      notice = .jumpedBack
    } else if last == nil, lateness > Int(2 * Self.second) {
      offset += lateness
    } else if mode == .asItComes, lateness > Int(Self.tolerance / 2) {
      // Its times run slow, or it paused: the arrival is what counts.
      offset += lateness
    }
    return Placement(time: min(moved(given, by: offset), now), notice: notice)
  }

  /// Whether a stream has come three times as fast as it plays, over a few seconds of media.
  private mutating func outrunsTime(_ given: ClockTime, now: ClockTime, stream: Int) -> Bool {
    guard stream == streams.keys.min() else { return false }
    guard let start = rateStart, given >= start.time, given - start.time < 2 * Self.rateWindow else {
      rateStart = Last(time: given, arrival: now)
      return false
    }
    guard given - start.time >= Self.rateWindow else { return false }
    rateStart = Last(time: given, arrival: now)
    hasMeasuredRate = true
    return now - start.arrival < (given - start.time) / 3
  }

  // MARK: At the pace of its times

  private mutating func pace(
    _ given: ClockTime, _ last: Last?, interval: ClockTime, stream: Int, now: ClockTime
  ) -> Placement {
    var notice: Notice?
    let due = Int(given) + offset
    if due < Int(now) - Int(Self.tolerance) {
      // Read or decoded too slowly, or back in time: goes on from here.
      if let last, Int(given) < Int(last.time) - Int(Self.tolerance) { notice = .jumpedBack }
      offset += Int(now) - due
    } else if let last, due > Int(now) + 3 * Int(Self.second),
      Int(given) - Int(last.time) > Int(max(Self.longestGap, 4 * interval)), !othersFlow(beside: stream, last, now)
    {
      offset -= due - Int(now)
      notice = .jumpedAhead
    }
    let time = moved(given, by: offset)
    return Placement(time: time, waits: time > now, notice: notice)
  }

  /// Whether another stream goes on in a gap of this one: then the gap is part of the film.
  private func othersFlow(beside stream: Int, _ last: Last, _ now: ClockTime) -> Bool {
    streams.contains { other in
      other.key != stream && other.value.arrival + 5 * Self.second > now
        && other.value.time + 5 * Self.second > last.time
    }
  }

  private func moved(_ time: ClockTime, by offset: Int) -> ClockTime { ClockTime(max(0, Int(time) + offset)) }

  /// The present, on the source's own line.
  private func unplaced(_ now: ClockTime) -> ClockTime { ClockTime(max(0, Int(now) - offset)) }
}

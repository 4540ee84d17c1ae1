/// What goes to an encoder of pictures of which any may be left out: caps that change now and then only, times that
/// never go back.
struct PictureGate {
  /// An encoder begins again at each change.
  private static let interval = Duration.milliseconds(200)

  /// Nanoseconds.
  private static let largestStep: ClockTime = 1_000_000_000

  private var caps: Caps?
  private var changed: ContinuousClock.Instant?
  private var lastTime: ClockTime?

  /// - Returns: the picture as it goes on; `nil` to leave it out.
  mutating func admit(_ sample: Sample, at now: ContinuousClock.Instant) -> Sample? {
    if caps?.isEqual(to: sample.caps) != true {
      if let changed, now - changed < Self.interval { return nil }
      (caps, changed) = (sample.caps, now)
    }
    guard let time = sample.runningTime else { return sample }
    // After a repetition, which has a time of its own, a late picture would go back. A larger step is the source's own.
    var next = time
    if let lastTime, time <= lastTime, lastTime - time < Self.largestStep { next = lastTime + 1_000_000 }
    lastTime = next
    return next == time ? sample : Sample(buffer: sample.buffer, caps: sample.caps, runningTime: next)
  }
}

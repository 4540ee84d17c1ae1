/// The encoded samples since the last one at which decoding can begin, so that a decoder that starts now need not wait
/// for the next. Empty where that is unknown, or where they are too many.
struct RecentSamples: Sendable {
  private static let maximumBytes = 24_000_000
  private static let maximumCount = 20_000
  /// Nanoseconds: more takes too long to decode.
  private static let maximumTime: ClockTime = 20_000_000_000

  private(set) var samples: [Sample] = []
  private var newest = ContinuousClock.now
  private var bytes = 0
  private var isInEntryPoint = false

  mutating func append(_ sample: Sample, beginsFrame: Bool) {
    // Of a frame in packets, those with parameter sets come first.
    if beginsFrame { isInEntryPoint = false }
    if sample.canBeginDecoding, !isInEntryPoint {
      clear()
      isInEntryPoint = true
    } else if samples.isEmpty {
      return
    }
    bytes += sample.buffer.size
    let time = (sample.runningTime ?? 0) - min(samples.first?.runningTime ?? 0, sample.runningTime ?? 0)
    guard bytes <= Self.maximumBytes, samples.count < Self.maximumCount, time <= Self.maximumTime else {
      return clear()
    }
    // A source may have few buffers of its own, and must get them back.
    var copy = Sample(buffer: sample.buffer.copied(), caps: sample.caps, runningTime: sample.runningTime)
    copy.presentationTime = sample.presentationTime
    copy.isEntryPoint = sample.isEntryPoint
    samples.append(copy)
    newest = .now
  }

  /// How long ago the newest came.
  var age: Duration { .now - newest }

  mutating func clear() {
    samples = []
    bytes = 0
  }
}

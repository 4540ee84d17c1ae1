/// How often a stream has a key frame, and whether it has none at all.
struct KeyFrameInterval: Sendable {
  /// Nanoseconds without a key frame after which a stream with other entry points counts as one that has none.
  private static let limit: ClockTime = 4_000_000_000

  /// Nanoseconds between the last two key frames; `nil` before there were two.
  private(set) var interval: ClockTime?
  /// Whether decoding can begin at pictures that are no key frames, such as recovery points, and key frames are rare.
  private(set) var lacksKeyFrames = false

  private var last: ClockTime?
  private var hasKeyFrame = false
  private var entryPoints = 0

  mutating func note(_ picture: CodedPicture, at time: ClockTime) {
    let elapsed = time - min(last ?? time, time)
    if picture.isKeyFrame {
      if hasKeyFrame {
        interval = elapsed
        if elapsed < Self.limit { lacksKeyFrames = false }
      }
      (last, hasKeyFrame, entryPoints) = (time, true, 0)
      return
    }
    last = last ?? time
    if picture.isEntryPoint { entryPoints += 1 }
    if entryPoints > 1, elapsed > Self.limit { lacksKeyFrames = true }
  }

  /// A new run of the source: what lies between is no interval.
  mutating func restart() { (last, hasKeyFrame, entryPoints) = (nil, false, 0) }
}

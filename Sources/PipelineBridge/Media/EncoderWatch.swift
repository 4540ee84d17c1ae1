/// Notices an encoder that takes frames and gives none, such as that of a graphics card that has been reset.
struct EncoderWatch: Sendable {
  /// Both must be over: a machine can be busy or suspended, and a source slow.
  private static let limit = (frames: 60, time: 5_000_000_000 as ClockTime)

  private var frames = 0
  private var since: ClockTime = 0
  private(set) var hangs = false

  /// A frame is meant for the encoder.
  /// - Parameter now: running time.
  /// - Returns: whether the encoder turns out to hang. True once.
  mutating func enter(at now: ClockTime) -> Bool {
    if frames == 0 { since = now }
    frames += 1
    guard !hangs, frames > Self.limit.frames, now > since + Self.limit.time else { return false }
    hangs = true
    return true
  }

  /// A frame has left the encoder.
  mutating func leave() { frames = 0 }
}

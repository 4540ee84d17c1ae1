/// How often a detector tells of something, from the times of the frames that it looked at: for how long its detections
/// are held.
struct DetectionInterval {
  private var last: ClockTime?
  private var recent: [ClockTime] = []
  /// Whether regions of it are held, which a message without regions ends.
  private(set) var isHolding = false

  private static let memory = 4
  /// Until two messages have come.
  private static let unknown: ClockTime = 500_000_000
  /// A pause that is longer is no interval: nothing was there to be detected.
  private static let longest: ClockTime = 3_000_000_000

  /// Takes note of a message. A detector that posts each region by itself posts several for one frame.
  /// - Parameter time: the frame's, in nanoseconds.
  mutating func note(_ time: ClockTime, isEmpty: Bool) {
    isHolding = !isEmpty || (isHolding && last == time)
    defer { last = max(time, last ?? 0) }
    guard let last, time > last, time - last <= Self.longest else { return }
    recent.append(time - last)
    if recent.count > Self.memory { recent.removeFirst() }
  }

  /// Nanoseconds between two messages. The shortest of the last ones: where nothing is detected, many post nothing.
  var value: ClockTime { recent.min() ?? Self.unknown }

  /// For how long regions hold after their frame, in nanoseconds: two intervals from when they came.
  /// - Parameter lateness: how much later than their frame they came.
  func hold(lateness: ClockTime) -> ClockTime { lateness + 2 * value }
}

import CGStreamer

/// Nanoseconds (`GstClockTime`).
typealias ClockTime = GstClockTime

extension ClockTime {
  /// Times that media claim are cut off here (73 years), so that sums of a few of them fit.
  static let latest: ClockTime = 1 << 61
}

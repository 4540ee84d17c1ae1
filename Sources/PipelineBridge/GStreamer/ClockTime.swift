import CGStreamer

/// Nanoseconds (`GstClockTime`).
typealias ClockTime = GstClockTime

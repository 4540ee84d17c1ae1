/// How long to wait before trying again: 1 s, then twice as long each time, 30 s at most.
struct Backoff: Sendable {
  private var failures = 0

  /// The time to wait after a further failure.
  mutating func next() -> Duration {
    defer { failures += 1 }
    return .seconds(min(30, 1 << min(failures, 5)))
  }

  mutating func reset() { failures = 0 }
}

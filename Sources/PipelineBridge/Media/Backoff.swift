/// How long to wait before trying again: 1 s, then twice as long each time, 30 s at most.
struct Backoff: Sendable {
  /// What has run for so long starts over with the shortest wait; what fails at once does not.
  private static let soundLife = Duration.seconds(5)

  private var failures = 0

  /// The time to wait after a further failure.
  /// - Parameter life: for how long it had run.
  mutating func next(after life: Duration = .zero) -> Duration {
    if life > Self.soundLife { failures = 0 }
    defer { failures += 1 }
    return .seconds(min(30, 1 << min(failures, 5)))
  }
}

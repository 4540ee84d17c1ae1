/// How long to wait before trying again: 1 s, then twice as long each time, 30 s at most.
struct Backoff: Sendable {
  /// What has run for so long starts over with the shortest wait; what fails at once does not.
  private static let soundLife = Duration.seconds(5)

  private var failures = 0

  /// The time to wait after a further failure.
  /// - Parameters:
  ///   - life: for how long it had run.
  ///   - limit: the longest wait.
  mutating func next(after life: Duration = .zero, limit: Duration = .seconds(30)) -> Duration {
    if life > Self.soundLife { failures = 0 }
    defer { failures += 1 }
    return min(limit, .seconds(1 << min(failures, 5)))
  }
}

import Synchronization

/// The line in which wrong tokens wait for their answer, one behind the other, whoever sends them and over however many
/// connections. A right one does not wait.
final class GuessLine: Sendable {
  private static let interval = Duration.milliseconds(50)
  private static let shortest = Duration.milliseconds(250)
  static let longest = Duration.seconds(8)

  /// When the last in the line has its turn.
  private let last = Mutex(ContinuousClock.now)

  /// How long the next one waits. The place stays taken when its client leaves before.
  /// - Returns: `nil` when the line is full.
  func take(now: ContinuousClock.Instant = .now) -> Duration? {
    last.withLock { last in
      let turn = max(last + Self.interval, now + Self.shortest)
      guard turn - now <= Self.longest else { return nil }
      last = turn
      return turn - now
    }
  }
}

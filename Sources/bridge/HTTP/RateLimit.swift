import PipelineBridge
import Synchronization

/// A token bucket that several threads share.
final class RateLimit: Sendable {
  private let bucket: Mutex<TokenBucket>

  init(perSecond: Double, burst: Double, now: ContinuousClock.Instant = .now) {
    bucket = Mutex(TokenBucket(rate: perSecond, burst: burst, now: now))
  }

  /// Takes one.
  /// - Returns: `false` when there is none left at this time.
  func take(at now: ContinuousClock.Instant = .now) -> Bool { bucket.withLock { $0.take(now: now) } }
}

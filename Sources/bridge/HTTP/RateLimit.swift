import Synchronization

/// So many a second, and bursts: a token bucket.
final class RateLimit: Sendable {
  private struct Bucket {
    var level: Double
    var filled: ContinuousClock.Instant?
  }

  private let perSecond: Double
  private let burst: Double
  private let bucket: Mutex<Bucket>

  init(perSecond: Double, burst: Double) {
    self.perSecond = perSecond
    self.burst = burst
    bucket = Mutex(Bucket(level: burst))
  }

  /// Takes one.
  /// - Returns: `false` when there is none left at this time.
  func take(at now: ContinuousClock.Instant = .now) -> Bool {
    bucket.withLock { bucket in
      let elapsed = bucket.filled.map { max(.zero, now - $0) / .seconds(1) } ?? 0
      bucket.level = min(burst, bucket.level + elapsed * perSecond)
      bucket.filled = now
      guard bucket.level >= 1 else { return false }
      bucket.level -= 1
      return true
    }
  }
}

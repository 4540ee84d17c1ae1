/// Lets through so many a second on average, and as many at once.
struct TokenBucket {
  private let rate: Double
  private var tokens: Double
  private var last: ContinuousClock.Instant

  /// - Parameter rate: a second.
  init(rate: Double, now: ContinuousClock.Instant = .now) {
    self.rate = rate
    tokens = rate
    last = now
  }

  mutating func take(now: ContinuousClock.Instant = .now) -> Bool {
    let (seconds, attoseconds) = (now - last).components
    last = now
    tokens = min(rate, tokens + rate * (Double(seconds) + Double(attoseconds) / 1e18))
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }
}

/// A rate limit that allows bursts: so many a second on average.
package struct TokenBucket: Sendable {
  private let rate: Double
  private let burst: Double
  private var tokens: Double
  private var last: ContinuousClock.Instant

  /// - Parameters:
  ///   - rate: tokens a second.
  ///   - burst: the most tokens that can be taken at once; `nil` for those of a second.
  package init(rate: Double, burst: Double? = nil, now: ContinuousClock.Instant = .now) {
    self.rate = rate
    self.burst = burst ?? rate
    tokens = self.burst
    last = now
  }

  /// - Returns: `false` when there are too few tokens now; then none is taken.
  package mutating func take(_ count: Double = 1, now: ContinuousClock.Instant = .now) -> Bool {
    tokens = min(burst, tokens + rate * (max(.zero, now - last) / .seconds(1)))
    last = max(last, now)
    guard tokens >= count else { return false }
    tokens -= count
    return true
  }
}

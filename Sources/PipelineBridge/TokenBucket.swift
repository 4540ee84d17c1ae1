/// Lets through so many a second on average, and a burst at once.
package struct TokenBucket: Sendable {
  private let rate: Double
  private let burst: Double
  private var tokens: Double
  private var last: ContinuousClock.Instant

  /// - Parameters:
  ///   - rate: a second.
  ///   - burst: at once; `nil` for as many as in a second.
  package init(rate: Double, burst: Double? = nil, now: ContinuousClock.Instant = .now) {
    self.rate = rate
    self.burst = burst ?? rate
    tokens = self.burst
    last = now
  }

  /// - Returns: `false` when there is none left at this time.
  package mutating func take(now: ContinuousClock.Instant = .now) -> Bool {
    let elapsed = max(.zero, now - last) / .seconds(1)
    last = max(last, now)
    tokens = min(burst, tokens + rate * elapsed)
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }
}

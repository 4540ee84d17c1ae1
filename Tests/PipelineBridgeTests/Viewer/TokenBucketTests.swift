import Testing

@testable import PipelineBridge

@Suite struct TokenBucketTests {
  @Test func burstsAndRate() {
    let start = ContinuousClock.now
    var bucket = TokenBucket(rate: 10, burst: 20, now: start)
    // However long nothing comes, and a clock that is read late gives nothing back.
    for (second, expected) in [(0, 20), (1, 10), (1_000, 20), (0, 0), (1_000, 0)] {
      var taken = 0
      while bucket.take(now: start + .seconds(second)) { taken += 1 }
      #expect(taken == expected, "at \(second) s")
    }
  }

  @Test func whatIsTooMuchTakesNothing() {
    let start = ContinuousClock.now
    var bucket = TokenBucket(rate: 5, now: start)
    let taken = [6, 5, 1, 0].map { bucket.take($0, now: start) }
    #expect(taken == [false, true, false, true])
  }
}

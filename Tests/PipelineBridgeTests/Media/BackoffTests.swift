import Testing

@testable import PipelineBridge

@Suite struct BackoffTests {
  @Test func itDoublesUpToHalfAMinute() {
    var backoff = Backoff()
    #expect((0..<7).map { _ in backoff.next().components.seconds } == [1, 2, 4, 8, 16, 30, 30])
    backoff.reset()
    #expect(backoff.next() == .seconds(1))
  }
}

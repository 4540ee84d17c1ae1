import Testing

@testable import PipelineBridge

@Suite struct BackoffTests {
  @Test func itDoublesUpToHalfAMinute() {
    var backoff = Backoff()
    #expect((0..<7).map { _ in backoff.next().components.seconds } == [1, 2, 4, 8, 16, 30, 30])
    #expect(backoff.next(after: .seconds(4)) == .seconds(30))
    #expect(backoff.next(after: .seconds(6)) == .seconds(1))
  }
}

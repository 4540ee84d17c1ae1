import Testing

@testable import PipelineBridge

@Suite struct DetectionIntervalTests {
  private let millisecond: ClockTime = 1_000_000

  private func interval(_ milliseconds: [ClockTime]) -> DetectionInterval {
    var interval = DetectionInterval()
    for time in milliseconds { interval.note(time * millisecond, isEmpty: false) }
    return interval
  }

  @Test func theIntervalIsMeasured() {
    #expect(interval([]).value == 500 * millisecond)
    #expect(interval([100]).value == 500 * millisecond)
    #expect(interval([100, 400, 700]).value == 300 * millisecond)
    #expect(interval([100, 400, 700]).hold(lateness: 50 * millisecond) == 650 * millisecond)
    // One message for each region, and one that comes out of order.
    #expect(interval([100, 100, 400, 400, 350]).value == 300 * millisecond)
    // Nothing was there for a while, and then for an hour.
    #expect(interval([100, 400, 1_600]).value == 300 * millisecond)
    #expect(interval([100, 400, 3_600_000]).value == 300 * millisecond)
    // It has become slower.
    #expect(interval([0, 100, 600, 1_100, 1_600, 2_100]).value == 500 * millisecond)
  }

  @Test func aMessageWithoutRegionsEndsTheHold() {
    var interval = interval([100])
    #expect(interval.isHolding)
    interval.note(400 * millisecond, isEmpty: true)
    #expect(!interval.isHolding)
  }
}

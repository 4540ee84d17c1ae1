import Testing

@testable import PipelineBridge

@Suite struct FrameLedgerTests {
  private let ledger = FrameLedger()
  private static let millisecond: ClockTime = 1_000_000

  private func enter(_ frame: ClockTime, at now: ClockTime) {
    ledger.enter(frame * Self.millisecond, at: now * Self.millisecond)
  }

  private func leave(_ frame: ClockTime, at now: ClockTime, isKeyFrame: Bool = false) {
    ledger.leave(frame * Self.millisecond, bytes: 100, isKeyFrame: isKeyFrame, at: now * Self.millisecond)
  }

  private func figures(at now: ClockTime) -> FrameLedger.Figures { ledger.figures(at: now * Self.millisecond) }

  @Test func delaysAreSplitAtTheDoor() {
    enter(1000, at: 1003)
    leave(1000, at: 1010, isKeyFrame: true)
    let figures = figures(at: 1010)
    #expect(figures.frames == 1 && figures.keyFrames == 1 && figures.bytes == 100 && figures.dropped == 0)
    #expect(figures.sourceDelay == Quantiles(p50: 3, p95: 3))
    #expect(figures.encodeDelay == Quantiles(p50: 7, p95: 7))
  }

  @Test func aFrameThatIsOvertakenWasDropped() {
    for frame: ClockTime in [10, 20, 30, 40] { enter(frame, at: frame) }
    leave(10, at: 35)
    #expect(figures(at: 35).dropped == 0)
    leave(40, at: 70)
    #expect(figures(at: 70).dropped == 2)
    #expect(figures(at: 70).frames == 2)
  }

  @Test func packetsOfAFrameAreOneFrame() {
    for _ in 0..<5 { enter(10, at: 10) }
    leave(10, at: 11)
    enter(20, at: 20)
    leave(20, at: 21)
    #expect(figures(at: 21).dropped == 0)
  }

  @Test func framesMayEnterInTheOrderOfDecoding() {
    for frame: ClockTime in [10, 50, 20, 30, 40] { enter(frame, at: 60) }
    for frame: ClockTime in [10, 20, 30, 40, 50] { leave(frame, at: 70) }
    #expect(figures(at: 70).dropped == 0 && figures(at: 70).frames == 5)
  }

  @Test func packetsOfADroppedFrameAreOneFrame() {
    for _ in 0..<5 {
      enter(10, at: 10)
      ledger.drop(10 * Self.millisecond, isCounted: true)
    }
    ledger.drop(20 * Self.millisecond, isCounted: true)
    ledger.drop(30 * Self.millisecond, isCounted: false)
    enter(40, at: 40)
    leave(40, at: 41)
    #expect(figures(at: 41).dropped == 2)
  }

  @Test func whatIsLongAgoNoLongerCounts() {
    enter(10, at: 10)
    leave(10, at: 900)
    enter(4000, at: 4000)
    leave(4000, at: 4002)
    #expect(figures(at: 4002).encodeDelay?.p95 == 890)
    #expect(figures(at: 7000).encodeDelay?.p95 == 2)
    #expect(figures(at: 10_000).encodeDelay == nil)
    #expect(figures(at: 10_000).frames == 2)
  }

  @Test func framesThatNeverLeaveAreForgotten() {
    for frame: ClockTime in 1...1000 { enter(frame, at: frame) }
    leave(1000, at: 1001)
    #expect(figures(at: 1001).dropped < 100)
  }
}

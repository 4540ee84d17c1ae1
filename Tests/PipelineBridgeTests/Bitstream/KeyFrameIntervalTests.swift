import Testing

@testable import PipelineBridge

@Suite struct KeyFrameIntervalTests {
  private static let second: ClockTime = 1_000_000_000
  private var interval = KeyFrameInterval()

  private mutating func note(_ seconds: ClockTime, isKeyFrame: Bool = false, isEntryPoint: Bool = false) {
    interval.note(
      CodedPicture(isKeyFrame: isKeyFrame, isEntryPoint: isKeyFrame || isEntryPoint), at: seconds * Self.second)
  }

  @Test mutating func isKnownAfterTwo() {
    note(1, isKeyFrame: true)
    #expect(interval.interval == nil)
    for second: ClockTime in 2..<11 { note(second) }
    note(11, isKeyFrame: true)
    #expect(interval.interval == 10 * Self.second && !interval.lacksKeyFrames)
    interval.restart()
    note(50, isKeyFrame: true)
    #expect(interval.interval == 10 * Self.second)
  }

  @Test mutating func recoveryPointsAlone() {
    note(0, isKeyFrame: true)
    for second: ClockTime in 1..<5 { note(second, isEntryPoint: true) }
    #expect(!interval.lacksKeyFrames)
    note(5, isEntryPoint: true)
    #expect(interval.lacksKeyFrames)
    // Rare key frames do not change it; frequent ones do.
    note(20, isKeyFrame: true)
    #expect(interval.lacksKeyFrames)
    note(22, isKeyFrame: true)
    #expect(!interval.lacksKeyFrames)
  }

  @Test mutating func aLongGroupOfPicturesHasKeyFrames() {
    note(0, isKeyFrame: true)
    for second: ClockTime in 1..<20 { note(second) }
    #expect(!interval.lacksKeyFrames)
  }
}

import Testing

@testable import PipelineBridge

@Suite struct EncoderWatchTests {
  private static let second: ClockTime = 1_000_000_000

  @Test func framesWithoutAnAnswer() {
    var watch = EncoderWatch()
    let told = (0..<300).filter { watch.enter(at: ClockTime($0) * Self.second / 30) }
    #expect(told == [151] && watch.hangs)
  }

  @Test func noFalseAlarm() {
    // Slow sources and encoders, a process that was suspended.
    var watch = EncoderWatch()
    for number in 0..<60 {
      let hangs = watch.enter(at: ClockTime(number) * Self.second)
      #expect(!hangs)
    }
    watch.leave()
    for number in 0..<1_000 {
      let hangs = watch.enter(at: ClockTime(number) * Self.second / 30)
      #expect(!hangs)
      if number % 120 == 0 { watch.leave() }
    }
    watch.leave()
    for time: ClockTime in [40, 4_000] {
      let hangs = watch.enter(at: time * Self.second)
      #expect(!hangs)
    }
  }
}

import Testing

@testable import PipelineBridge

@Suite struct PacerTests {
  private static let second: ClockTime = 1_000_000_000
  private static let interval = second / 30

  /// The placements of frames that arrive at 30 a second and carry the given times, in seconds.
  private func arrivals(
    _ count: Int, mode: Pacer.Mode, start: ClockTime = 10 * second, time: (Int) -> Double?
  ) -> (placements: [Pacer.Placement], delays: [Double]) {
    var pacer = Pacer(mode: mode)
    var delays: [Double] = []
    let placements = (0..<count).map { number in
      let now = start + ClockTime(number) * Self.interval
      let given = time(number).map { ClockTime($0 * 1e9) }
      let placement = pacer.place(given, interval: Self.interval, stream: 0, now: now)
      delays.append((Double(now) - Double(placement.time)) / 1e9)
      return placement
    }
    return (placements, delays)
  }

  private func notices(_ placements: [Pacer.Placement]) -> [Pacer.Notice] {
    placements.compactMap(\.notice).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  @Test(arguments: [Pacer.Mode.live, .asItComes])
  func timesThatJumpAheadStopNothing(mode: Pacer.Mode) {
    let (placements, delays) = arrivals(600, mode: mode) { n in 10 + Double(n) / 30 + (n < 300 ? 0 : 3600) }
    #expect(placements.allSatisfy { !$0.waits })
    #expect(delays.allSatisfy { (0..<0.1).contains($0) })
    #expect(notices(placements) == [.jumpedAhead])
  }

  @Test(arguments: [Pacer.Mode.live, .asItComes])
  func timesThatJumpBackAddNoDelay(mode: Pacer.Mode) {
    let (placements, delays) = arrivals(600, mode: mode) { n in 10 + Double(n) / 30 - (n < 300 ? 0 : 5) }
    #expect(delays.allSatisfy { (0..<0.1).contains($0) })
    #expect(notices(placements) == [.jumpedBack])
  }

  @Test func aSourceThatBeginsAtAnyTimeIsShownAtOnce() {
    for beginning in [0, 36_000, 1e9] {
      let (placements, delays) = arrivals(60, mode: .asItComes) { n in beginning + Double(n) / 30 }
      #expect(delays.allSatisfy { (0..<0.1).contains($0) })
      #expect(notices(placements).isEmpty)
    }
  }

  @Test(arguments: [25.0, 33.0])
  func timesOfAnotherRateAddNoLastingDelay(rate: Double) {
    let (placements, delays) = arrivals(3_000, mode: .asItComes) { n in Double(n) / rate }
    #expect(placements.allSatisfy { !$0.waits })
    #expect(delays.allSatisfy { (0..<0.7).contains($0) })
  }

  @Test func theLatenessOfALiveSourceIsKept() {
    var pacer = Pacer(mode: .live)
    let late = pacer.place(10 * Self.second, interval: Self.interval, stream: 0, now: 11 * Self.second)
    #expect(late == Pacer.Placement(time: 10 * Self.second))
  }

  @Test func framesWithoutTimesAreStampedOnArrival() {
    let (placements, delays) = arrivals(60, mode: .asItComes) { _ in nil }
    #expect(delays.allSatisfy { $0 == 0 })
    #expect(placements.allSatisfy { !$0.waits && $0.notice == nil })
  }

  @Test func aFileIsPacedByItsTimes() {
    var pacer = Pacer(mode: .paced)
    let start = 5 * Self.second
    for number in 0..<30 as Range<ClockTime> {
      let placement = pacer.place(number * Self.interval, interval: Self.interval, stream: 0, now: start)
      #expect(placement.time == start + number * Self.interval)
      #expect(placement.waits == (number > 0))
    }
  }

  @Test func aFileWithoutTimesIsPacedByItsRate() {
    var pacer = Pacer(mode: .paced)
    let times = (0..<4).map { _ in pacer.place(nil, interval: Self.interval, stream: 0, now: Self.second).time }
    #expect(times == (0..<4).map { Self.second + ClockTime($0) * Self.interval })
  }

  @Test func aFileWhoseTimesJumpGoesOnAtOnce() {
    var pacer = Pacer(mode: .paced)
    var now = Self.second
    for number in 0..<60 as Range<ClockTime> {
      let time = number * Self.interval + (number < 30 ? 0 : 3_600 * Self.second)
      let placement = pacer.place(time, interval: Self.interval, stream: 0, now: now)
      #expect(placement.time <= now + Self.second)
      now = max(now, placement.time)
    }
  }

  @Test func aGapInOneStreamOfAFilmIsPartOfIt() {
    var pacer = Pacer(mode: .paced)
    var now = Self.second
    _ = pacer.place(0, interval: Self.interval, stream: 0, now: now)
    for step in 0..<100 as Range<ClockTime> {
      now = max(now, pacer.place(step * 20_000_000, interval: 20_000_000, stream: 1, now: now).time)
    }
    let next = pacer.place(30 * Self.second, interval: Self.interval, stream: 0, now: now)
    #expect(next.time == 31 * Self.second)
    #expect(next.notice == nil)
  }

  @Test func aPipeThatOutrunsTimeIsPaced() {
    var pacer = Pacer(mode: .asItComes)
    var seen: [Pacer.Notice] = []
    for number in 0..<300 as Range<ClockTime> {
      let placement = pacer.place(
        number * Self.interval, interval: Self.interval, stream: 0, now: Self.second + number * 1_000_000)
      if let notice = placement.notice { seen.append(notice) }
    }
    #expect(seen == [.outrunsTime])
    #expect(pacer.mode == .paced)
  }

  @Test func claimsOfAnySizeAreSurvived() {
    for mode in [Pacer.Mode.live, .paced, .asItComes] {
      var pacer = Pacer(mode: mode)
      for time in [0, .max, 1, .max - 1, 1 << 63, 0] as [ClockTime] {
        _ = pacer.place(time, interval: 1 << 40, stream: 0, now: Self.second)
      }
    }
  }
}

import Testing

@testable import PipelineBridge

@Suite struct FrameMatcherTests {
  private let found = [Region(x: 0, y: 0, width: 1, height: 1)]

  private func frame(_ number: Int) -> FrameMatcher.Frame {
    FrameMatcher.Frame(sourceTime: time(number), time: time(number) - 1_000)
  }

  private func time(_ number: Int) -> ClockTime { 1_000_000_000 + ClockTime(number) * 33_333_333 }

  @Test func whatComesBeforeItsFrameGoesWithIt() {
    var matcher = FrameMatcher()
    // A queue stands between the finder and the open pad: findings of several frames wait.
    for number in 0..<3 { #expect(matcher.add(found, at: time(number)) == .awaited) }
    for number in 0..<3 {
      let taken = matcher.take(frame(number), interval: 33_333_333)
      #expect(taken.regions.count == 1 && taken.lost == 0, "frame \(number)")
    }
    #expect(matcher.take(frame(3), interval: nil).regions.isEmpty)
  }

  @Test func whatComesAfterItsFrameNamesIt() {
    var matcher = FrameMatcher()
    for number in 0..<5 { _ = matcher.take(frame(number), interval: 33_333_333) }
    #expect(matcher.add(found, at: time(2)) == .passed(frame(2)))
    // Not quite its time, as after a frame rate that was made even.
    #expect(matcher.add(found, at: time(2) + 9_000_000) == .passed(frame(2)))
  }

  @Test func framesThatComeAtAnyTimeKeepTheirOwn() {
    var matcher = FrameMatcher()
    func frame(_ milliseconds: ClockTime) -> FrameMatcher.Frame {
      FrameMatcher.Frame(sourceTime: milliseconds * 1_000_000, time: milliseconds * 1_000_000)
    }
    _ = matcher.take(frame(0), interval: nil)
    _ = matcher.take(frame(100), interval: nil)
    // Nearer to the frame that has passed than any rate would lead to expect of the next one.
    #expect(matcher.add(found, at: 133_000_000) == .awaited)
    #expect(matcher.take(frame(133), interval: nil).regions == found)
    // Of none exactly: the nearer of two, as soon as both are known.
    #expect(matcher.add(found, at: 140_000_000) == .awaited)
    #expect(matcher.take(frame(180), interval: nil) == FrameMatcher.Taken(ofPrevious: found))
  }

  @Test func whatNamesNoTimeGoesWithTheNextFrame() {
    var matcher = FrameMatcher()
    _ = matcher.take(frame(0), interval: nil)
    #expect(matcher.add(found, at: nil) == .awaited)
    #expect(matcher.take(frame(1), interval: nil).regions == found)
  }

  @Test func whatWasFoundInADroppedFrameIsDropped() {
    var matcher = FrameMatcher()
    _ = matcher.take(frame(0), interval: 33_333_333)
    #expect(matcher.add(found, at: time(1)) == .awaited)
    let taken = matcher.take(frame(2), interval: 33_333_333)
    #expect(taken.regions.isEmpty && taken.lost == 1)
    #expect(matcher.add(found, at: time(1)) == .none)
  }

  @Test func aDetectorBesideTheStreamNeedsNoFrameOfItsOwn() {
    var matcher = FrameMatcher()
    for number in [0, 1, 3] { _ = matcher.take(frame(number), interval: 33_333_333) }
    // Late, of a frame that was dropped on the stream's own way.
    #expect(
      matcher.add(found, at: time(2), detector: "slow") == .passed(.init(sourceTime: time(2), time: time(2) - 1_000)))
    // In time, of a frame that is dropped later.
    #expect(matcher.add(found, at: time(4), detector: "slow") == .awaited)
    let taken = matcher.take(frame(6), interval: 33_333_333)
    #expect(taken.held == [.init(frame: frame(3), detector: "slow", regions: found)] && taken.lost == 0)
    #expect(taken.regions.isEmpty && taken.ofPrevious.isEmpty)
    // So late that its frame is forgotten.
    for number in 7..<2_000 { _ = matcher.take(frame(number), interval: 33_333_333) }
    #expect(
      matcher.add(found, at: time(8), detector: "slow") == .passed(.init(sourceTime: time(8), time: time(8) - 1_000)))
  }

  @Test func theNearestFrameIsMeant() {
    var matcher = FrameMatcher()
    for number in 0..<5 {
      let stamp = ClockTime(number) * 33_333_333
      _ = matcher.take(
        FrameMatcher.Frame(sourceTime: time(number), time: time(number), stamp: stamp), interval: 33_333_333)
    }
    for offset in [-16_000_000, -1, 0, 1, 16_000_000] {
      let near = ClockTime(Int(time(2)) + offset)
      #expect(matcher.frame(nearest: near, tolerance: 10_000_000) { $0.time }?.time == time(2), "\(offset)")
    }
    #expect(matcher.frame(nearest: 66_666_665, tolerance: 10_000_000) { $0.stamp }?.time == time(2))
    // Another branch is faster: the frame is about to come.
    #expect(
      matcher.frame(nearest: time(5), tolerance: 10_000_000) { $0.time }
        == FrameMatcher.Frame(sourceTime: time(5), time: time(5), stamp: 4 * 33_333_333 + time(5) - time(4)))
    #expect(matcher.frame(nearest: time(4) + 2_000_000_000, tolerance: 10_000_000) { $0.time } == nil)
    #expect(matcher.frame(nearest: time(4) + 17_000_000, tolerance: 50_000_000) { $0.time }?.time == time(4))
    #expect(matcher.frame(nearest: 0, tolerance: 10_000_000) { $0.time } == nil)
  }

  @Test func theLastFramesAreKnownAndPacketsOfOneAreOne() {
    var matcher = FrameMatcher()
    for number in 0..<2_000 {
      for _ in 0..<3 { _ = matcher.take(frame(number), interval: 33_333_333) }
      guard number >= FrameMatcher.memory else { continue }
      let oldest = number - FrameMatcher.memory + 1
      #expect(matcher.frame { $0 == frame(oldest) } != nil, "frame \(oldest) at \(number)")
    }
  }

  @Test func aFloodOfFindingsIsBounded() {
    var matcher = FrameMatcher()
    var refused = 0
    for number in 0..<100_000 where matcher.add(found, at: time(number)) == .none { refused += 1 }
    #expect(refused > 99_000)
    for number in 0..<100_000 { _ = matcher.take(frame(number), interval: 33_333_333) }
  }

  @Test func anotherLifeOfTheSourceBegins() {
    var matcher = FrameMatcher()
    for number in 100..<110 { _ = matcher.take(frame(number), interval: nil) }
    _ = matcher.take(frame(0), interval: 33_333_333)
    #expect(matcher.add(found, at: time(0)) == .passed(frame(0)))
    #expect(matcher.add(found, at: time(1)) == .awaited)
    #expect(matcher.take(frame(1), interval: 33_333_333).regions == found)
  }
}

import Testing

@testable import PipelineBridge

@Suite struct BacklogTests {
  private static let second: ClockTime = 1_000_000_000

  @Test func whatWaitsTooLongMakesRoomUpToTheNextEntryPoint() {
    let backlog = Backlog(waitsForEntryPoint: false)
    #expect(backlog.enter(isEntryPoint: false, at: 0) == .taken)
    #expect(backlog.enter(isEntryPoint: false, at: Self.second) == .taken)
    #expect(backlog.enter(isEntryPoint: true, at: Self.second + 1) == .dropped)
    #expect(backlog.enter(isEntryPoint: true, at: 9 * Self.second) == .dropped)
    backlog.leave()
    backlog.leave()
    #expect(backlog.enter(isEntryPoint: false, at: 10 * Self.second) == .dropped)
    #expect(backlog.enter(isEntryPoint: true, at: 10 * Self.second) == .taken)
    #expect(backlog.enter(isEntryPoint: false, at: 10 * Self.second) == .taken)
  }

  @Test func decodingBeginsAtAnEntryPoint() {
    let backlog = Backlog(waitsForEntryPoint: true)
    #expect(backlog.enter(isEntryPoint: false, at: 0) == .early)
    #expect(backlog.enter(isEntryPoint: true, at: 1) == .taken)
    #expect(backlog.enter(isEntryPoint: false, at: 2) == .taken)
  }
}

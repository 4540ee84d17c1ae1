import Testing

@testable import PipelineBridge

@Suite struct PacketOrderTests {
  private static let millisecond: ClockTime = 1_000_000
  private var order = PacketOrder<UInt16>()
  private var lost = 0

  private mutating func take(
    _ number: UInt16, source: UInt8 = 7, isDiscontinuous: Bool = false, at time: ClockTime = 0
  ) throws -> [UInt16] {
    let header = try #require(
      RTPHeader([0x80, 96, UInt8(number >> 8), UInt8(number & 255), 0, 0, 0, 0, 0, 0, 0, source]))
    let (ready, missing) = order.take(
      number, header, isDiscontinuous: isDiscontinuous, at: time * Self.millisecond)
    lost += missing
    return ready
  }

  @Test mutating func inOrderNothingWaits() throws {
    for number: UInt16 in [65_534, 65_535, 0, 1] { #expect(try take(number) == [number]) }
    #expect(lost == 0)
  }

  @Test mutating func overtakenPacketsArePutBack() throws {
    #expect(try take(1) == [1])
    #expect(try take(3, at: 1) == [])
    #expect(try take(4, at: 2) == [])
    #expect(try take(2, at: 3) == [2, 3, 4])
    #expect(try take(4, at: 4) == [])
    #expect(lost == 0)
  }

  @Test mutating func missingPacketsAreLostAfterAMoment() throws {
    #expect(try take(1) == [1])
    #expect(try take(4, at: 1) == [])
    #expect(try take(6, at: 40) == [])
    #expect(try take(7, at: 53) == [4])
    #expect(lost == 2)
    #expect(try take(8, at: 110) == [6, 7, 8])
    #expect(lost == 3)
  }

  @Test mutating func aJitterBufferHasWaitedAlready() throws {
    #expect(try take(1) == [1])
    #expect(try take(3, isDiscontinuous: true) == [3])
    #expect(lost == 1)
  }

  @Test mutating func aSenderThatStartsOver() throws {
    #expect(try take(1) == [1])
    #expect(try take(30_000) == [30_000])
    #expect(try take(30_002) == [])
    #expect(try take(5, source: 8) == [30_002, 5])
    #expect(try take(6, source: 8) == [6])
    #expect(lost == 0)
  }
}

import Testing

@testable import PipelineBridge

@Suite struct RTCPCompoundTests {
  private static let report: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 7]

  /// Two chunks: the first with a CNAME of one letter, the second with none.
  private static let description: [UInt8] = [0x82, 202, 0, 4] + [0, 0, 0, 8, 1, 1, 97, 0] + [0, 0, 0, 9, 0, 0, 0, 0]

  @Test func sendersAndDescribedSources() throws {
    #expect(try #require(RTCPCompound(Self.report)).sources == [7])
    #expect(try #require(RTCPCompound(Self.report + Self.description)).sources == [7, 8, 9])
    let farewell: [UInt8] = [0x82, 203, 0, 2, 0, 0, 0, 10, 0, 0, 0, 11]
    #expect(try #require(RTCPCompound(Self.report + farewell)).sources == [7, 10, 11])
  }

  @Test func requestedPackets() throws {
    let request: [UInt8] = [0x81, 205, 0, 4, 0, 0, 0, 7, 0, 0, 0, 1, 0, 1, 255, 255, 0, 20, 0, 0]
    let compound = try #require(RTCPCompound(Self.report + request + request))
    #expect(compound.requestedPackets == 4 * 17 && compound.sources == [7])
    let keyFrame: [UInt8] = [0x81, 206, 0, 2, 0, 0, 0, 7, 0, 0, 0, 1]
    #expect(try #require(RTCPCompound(keyFrame)).requestedPackets == 0)
  }

  @Test(
    arguments: [
      [0x80], [0x80, 201, 0, 0], [0x80, 201, 0, 2, 0, 0, 0, 7], [0x40, 201, 0, 1, 0, 0, 0, 7], report + [0],
      [0x82, 202, 0, 1, 0, 0, 0, 8], [0x81, 202, 0, 2, 0, 0, 0, 8, 1, 200, 97, 97],
      [0x81, 202, 0, 2, 0, 0, 0, 8, 1, 1, 97, 1],
    ] as [[UInt8]])
  func anythingElse(bytes: [UInt8]) {
    #expect(RTCPCompound(bytes) == nil)
  }

  @Test func streamsOfData() {
    let header = [UInt8](repeating: 0, count: 12)
    // A chunk of 17 bytes is followed by three of padding.
    let first: [UInt8] = [0, 3, 0, 17, 0, 0, 0, 1, 1, 2, 0, 0, 0, 0, 0, 53, 97, 0, 0, 0]
    let acknowledgement: [UInt8] = [3, 0, 0, 16] + [UInt8](repeating: 9, count: 12)
    let interleaved: [UInt8] = [64, 3, 0, 20, 0, 0, 0, 2, 0, 7] + [UInt8](repeating: 9, count: 10)
    #expect(SCTPPacket(header + acknowledgement).streams.isEmpty)
    #expect(SCTPPacket(header + first + acknowledgement + interleaved).streams == [0x102, 7])
    #expect(SCTPPacket(header + [0, 0, 0, 0]).streams.isEmpty && SCTPPacket([0, 1]).streams.isEmpty)
  }
}

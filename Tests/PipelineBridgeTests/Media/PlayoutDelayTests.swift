import CGStreamer
import Testing

@testable import PipelineBridge

@Suite struct PlayoutDelayTests {
  @Test(
    arguments: [
      (0, 0, [0, 0, 0]), (0, 10, [0, 0, 1]), (10, 0x123 * 10, [0x00, 0x11, 0x23]),
      (0xabc * 10, 40_950, [0xab, 0xcf, 0xff]),
      (19, 29, [0, 0x10, 0x02]),
    ] as [(Int, Int, [UInt8])])
  func twelveBitsOfEachLimit(minimum: Int, maximum: Int, bytes: [UInt8]) {
    #expect(PlayoutDelay(minimum: minimum, maximum: maximum)?.bytes == bytes)
  }

  @Test(arguments: [(-10, 0), (20, 10), (0, 40_960)])
  func outOfRange(minimum: Int, maximum: Int) {
    #expect(PlayoutDelay(minimum: minimum, maximum: maximum) == nil)
  }

  @Test func whatIsAskedForDecidesWhatIsSent() {
    var configuration = Configuration()
    #expect(configuration.sentPlayoutDelay == PlayoutDelay.none)
    configuration.latency = .smooth
    #expect(configuration.sentPlayoutDelay == nil)
    configuration.playoutDelay = PlayoutDelay(minimum: 0, maximum: 200)
    #expect(configuration.sentPlayoutDelay?.maximum == 200)
  }

  @Test func aPacketGetsAHeaderExtensionAndKeepsTheRest() throws {
    try GStreamer.initialize()
    let bytes: [UInt8] = [0x80, 0xe0, 0x12, 0x34, 1, 2, 3, 4, 5, 6, 7, 8, 0xaa, 0xbb, 0xcc]
    let packet = Buffer(bytes: bytes)
    let extended = packet.withHeaderExtension(id: 5, [0xab, 0xcf, 0xff])
    var expected = bytes
    expected[0] = 0x90
    expected.insert(contentsOf: [0xbe, 0xde, 0, 1, 0x52, 0xab, 0xcf, 0xff], at: 12)
    #expect(extended.bytes == expected)
    #expect(packet.bytes == bytes)
  }
}

extension Buffer {
  fileprivate init(bytes: [UInt8]) {
    let buffer = gst_buffer_new_memdup(bytes, gsize(bytes.count))!
    self.init(reference: MiniObjectReference(taking: buffer))
  }

  fileprivate var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    gst_buffer_extract(pointer, 0, &bytes, gsize(size))
    return bytes
  }
}

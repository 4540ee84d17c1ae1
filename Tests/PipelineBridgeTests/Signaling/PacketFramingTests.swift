import NIOCore
import Testing

@testable import PipelineBridge

@Suite struct PacketFramingTests {
  /// A STUN binding request as Chromium sends it first over TCP: `USERNAME` behind another attribute.
  private func request(username: String, cookie: UInt32 = 0x2112_A442) -> [UInt8] {
    let name = Array(username.utf8)
    let attributes =
      [0xC0, 0x57, 0, 3, 1, 2, 3, 0] + [0, 6, UInt8(name.count >> 8), UInt8(name.count & 0xFF)] + name
      + [UInt8](repeating: 0, count: (4 - name.count % 4) % 4)
    let header: [UInt8] = [0, 1, UInt8(attributes.count >> 8), UInt8(attributes.count & 0xFF)]
    return header + withUnsafeBytes(of: cookie.bigEndian) { Array($0) } + [UInt8](repeating: 7, count: 12) + attributes
  }

  @Test func theViewerIsTheFirstHalfOfTheName() {
    #expect(ByteBuffer(bytes: request(username: "ours:theirs")).addressedViewer == "ours")
    #expect(ByteBuffer(bytes: request(username: "a/b+c:d:e")).addressedViewer == "a/b+c")
    #expect(ByteBuffer(bytes: request(username: "")).addressedViewer == nil)
    #expect(ByteBuffer(bytes: request(username: "ours:theirs", cookie: 1)).addressedViewer == nil)
    #expect(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").addressedViewer == nil)
  }

  @Test func anythingAtAllIsRead() {
    let bytes = request(username: "ours:theirs")
    for count in bytes.indices { #expect(ByteBuffer(bytes: bytes[..<count]).addressedViewer == nil) }
    for index in bytes.indices {
      for value in [UInt8(0), 0x7F, 0xFF] {
        var damaged = bytes
        damaged[index] = value
        let viewer = ByteBuffer(bytes: damaged).addressedViewer
        #expect((viewer?.utf8.count ?? 0) < bytes.count * 3)
      }
    }
  }
}

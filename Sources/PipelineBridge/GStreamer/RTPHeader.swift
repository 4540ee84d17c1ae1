/// The fixed header of an RTP packet (RFC 3550, section 5.1).
struct RTPHeader: Equatable, Sendable {
  let isMarked: Bool
  let sequenceNumber: UInt16
  let timestamp: UInt32
  let source: UInt32
  /// Where the payload begins.
  let length: Int

  /// - Returns: `nil` for what is no RTP packet.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 12, bytes[0] >> 6 == 2 else { return nil }
    func number(_ range: Range<Int>) -> UInt32 { bytes[range].reduce(0) { $0 << 8 | UInt32($1) } }
    isMarked = bytes[1] & 0x80 != 0
    sequenceNumber = UInt16(number(2..<4))
    timestamp = number(4..<8)
    source = number(8..<12)
    var length = 12 + 4 * Int(bytes[0] & 0x0F)
    if bytes[0] & 0x10 != 0 {
      guard bytes.count >= length + 4 else { return nil }
      length += 4 + 4 * Int(number(length + 2..<length + 4))
    }
    guard length <= bytes.count else { return nil }
    self.length = length
  }
}

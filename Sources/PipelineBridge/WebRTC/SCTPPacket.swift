/// The streams that an SCTP packet carries data of (RFC 9260, section 3): each is a data channel.
struct SCTPPacket: Equatable, Sendable {
  private(set) var streams: Set<UInt16> = []

  private static let data: UInt8 = 0
  /// RFC 8260, section 2.1.
  private static let interleavedData: UInt8 = 64

  init(_ bytes: [UInt8]) {
    // The common header, then chunks of whole words: type, flags, length, and for data the number and the stream.
    var start = 12
    while bytes.count >= start + 4 {
      let length = Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])
      guard length >= 4 else { return }
      if [Self.data, Self.interleavedData].contains(bytes[start]), bytes.count >= start + 10 {
        streams.insert(UInt16(bytes[start + 8]) << 8 | UInt16(bytes[start + 9]))
      }
      start += (length + 3) / 4 * 4
    }
  }
}

/// What a decrypted RTCP packet names and asks for (RFC 3550, section 6; RFC 4585).
struct RTCPCompound: Equatable, Sendable {
  /// The SSRCs of senders and of source descriptions: `rtpsession` keeps a source for each.
  private(set) var sources: Set<UInt32> = []
  /// Packets that are asked for once more (generic NACK).
  private(set) var requestedPackets = 0

  /// - Returns: `nil` for what is no RTCP.
  init?(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      guard bytes.count >= start + 8, bytes[start] >> 6 == 2 else { return nil }
      let length = 4 + 4 * (Int(bytes[start + 2]) << 8 | Int(bytes[start + 3]))
      guard length >= 8, start + length <= bytes.count else { return nil }
      let packet = bytes[start..<start + length]
      start += length
      let count = Int(packet[packet.startIndex] & 0x1F)
      switch packet[packet.startIndex + 1] {
      case 202: guard describe(packet.dropFirst(4), count: count) else { return nil }
      case 203: for index in 0..<min(count, length / 4 - 1) { sources.insert(Self.word(packet, at: 4 + 4 * index)) }
      case 205:
        sources.insert(Self.word(packet, at: 4))
        // One packet by its number and 16 by a mask.
        if count == 1 { requestedPackets += 17 * max(0, length / 4 - 3) }
      default: sources.insert(Self.word(packet, at: 4))
      }
    }
  }

  /// Reads the chunks of a source description.
  /// - Returns: whether they are well-formed.
  private mutating func describe(_ chunks: ArraySlice<UInt8>, count: Int) -> Bool {
    var rest = chunks
    for _ in 0..<count {
      guard rest.count >= 4 else { return false }
      sources.insert(Self.word(rest, at: 0))
      rest = rest.dropFirst(4)
      var length = 0
      while let type = rest.dropFirst(length).first, type != 0 {
        guard let size = rest.dropFirst(length + 1).first else { return false }
        length += 2 + Int(size)
      }
      guard rest.count > length else { return false }
      // The null that ends the items, and the padding to a whole word.
      rest = rest.dropFirst(length + 4 - length % 4)
    }
    return true
  }

  private static func word(_ bytes: ArraySlice<UInt8>, at offset: Int) -> UInt32 {
    bytes.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}

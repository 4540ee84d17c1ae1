import NIOCore

/// Packets in a byte stream, each behind its length in 16 bits (RFC 4571, section 2).
struct PacketFraming: ByteToMessageDecoder {
  typealias InboundOut = ByteBuffer

  mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    guard let packet = buffer.readLengthPrefixedSlice(as: UInt16.self) else { return .needMoreData }
    context.fireChannelRead(wrapInboundOut(packet))
    return .continue
  }

  mutating func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState { .needMoreData }
}

extension ByteBuffer {
  /// The receiver's part of the `USERNAME` of a STUN binding request: the `ice-ufrag` of ours that it is for
  /// (RFC 8489, sections 5 and 14.3; RFC 8445, section 7.2.2).
  var addressedViewer: String? {
    var rest = self
    guard let (type, length, cookie) = rest.readMultipleIntegers(as: (UInt16, UInt16, UInt32).self), type == 1,
      cookie == 0x2112_A442, rest.readSlice(length: 12) != nil, rest.readableBytes >= Int(length)
    else { return nil }
    while let (kind, size) = rest.readMultipleIntegers(as: (UInt16, UInt16).self),
      let value = rest.readSlice(length: Int(size))
    {
      if kind == 6 {
        return String(buffer: value).split(separator: ":", maxSplits: 1).first.map { String($0) }
      }
      // Attributes are padded to four bytes.
      rest.moveReaderIndex(forwardBy: min((4 - Int(size) % 4) % 4, rest.readableBytes))
    }
    return nil
  }
}

/// The NAL units in one buffer of H.264 or H.265. A unit begins with its header and may be cut short at its end.
enum NALUnits {
  /// How units are put into buffers.
  enum Framing: Equatable, Sendable {
    /// Start codes (ITU-T H.264, annex B).
    case byteStream
    /// Each unit after its length in so many bytes (ISO/IEC 14496-15).
    case lengths(Int)
    /// One RTP payload (RFC 6184 and RFC 7798).
    case rtp
  }

  enum Syntax: Equatable, Sendable {
    case h264, h265

    fileprivate func isSlice(_ header: UInt8) -> Bool { self == .h264 ? header & 0x1F <= 5 : header >> 1 & 0x3F < 32 }

    /// VPS, SPS or PPS.
    func isAnyParameterSet(_ unit: ArraySlice<UInt8>) -> Bool {
      guard let header = unit.first else { return false }
      return self == .h264 ? [7, 8].contains(header & 0x1F) : (32...34).contains(header >> 1 & 0x3F)
    }

    /// It must stand first in an access unit.
    func isDelimiter(_ unit: ArraySlice<UInt8>) -> Bool {
      guard let header = unit.first else { return false }
      return self == .h264 ? header & 0x1F == 9 : header >> 1 & 0x3F == 35
    }

    /// The first set that an encoder writes, before those that refer to it: SPS in H.264, VPS or SPS in H.265.
    func isParameterSet(_ unit: ArraySlice<UInt8>) -> Bool {
      guard let header = unit.first else { return false }
      return self == .h264 ? header & 0x1F == 7 : [32, 33].contains(header >> 1 & 0x3F)
    }
  }

  /// Calls `body` with each unit until it returns false.
  static func forEach(
    in bytes: ArraySlice<UInt8>, _ framing: Framing, _ syntax: Syntax, _ body: (ArraySlice<UInt8>) -> Bool
  ) {
    switch (framing, syntax) {
    case (.byteStream, _): forEachBetweenStartCodes(bytes, syntax, body)
    case (.lengths(let size), _): _ = forEachAfterLength(bytes, size: size, body)
    case (.rtp, .h264): forEachInH264Packet(bytes, body)
    case (.rtp, .h265): forEachInH265Packet(bytes, body)
    }
  }

  private static func forEachBetweenStartCodes(
    _ bytes: ArraySlice<UInt8>, _ syntax: Syntax, _ body: (ArraySlice<UInt8>) -> Bool
  ) {
    var start = startCode(in: bytes, from: bytes.startIndex)
    while let code = start {
      let unit = code + 3
      let isSlice = unit < bytes.endIndex && syntax.isSlice(bytes[unit])
      // Only the slice header is read, so the search for the end of the slice can wait.
      if isSlice, !body(bytes[unit..<min(bytes.endIndex, unit + 64)]) { return }
      start = startCode(in: bytes, from: unit)
      if !isSlice, unit < bytes.endIndex, !body(bytes[unit..<(start ?? bytes.endIndex)]) { return }
    }
  }

  private static func startCode(in bytes: ArraySlice<UInt8>, from first: Int) -> Int? {
    var index = first
    while index + 2 < bytes.endIndex {
      if bytes[index + 2] > 1 {
        index += 3
      } else if bytes[index] == 0, bytes[index + 1] == 0, bytes[index + 2] == 1 {
        return index
      } else {
        index += 1
      }
    }
    return nil
  }

  /// - Returns: whether `body` wants more.
  private static func forEachAfterLength(
    _ bytes: ArraySlice<UInt8>, size: Int, _ body: (ArraySlice<UInt8>) -> Bool
  ) -> Bool {
    var index = bytes.startIndex
    while index + size < bytes.endIndex {
      let length = bytes[index..<index + size].reduce(0) { $0 << 8 | Int($1) }
      index += size
      let end = min(bytes.endIndex, index + length)
      if length > 0, !body(bytes[index..<end]) { return false }
      index = end
    }
    return true
  }

  private static func forEachInH264Packet(_ payload: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) -> Bool) {
    guard let header = payload.first else { return }
    switch header & 0x1F {
    case 1...23: _ = body(payload)
    case 24: _ = forEachAfterLength(payload.dropFirst(), size: 2, body)
    case 25: _ = forEachAfterLength(payload.dropFirst(3), size: 2, body)
    case 28, 29:
      // A fragmented unit: the first fragment has the slice header.
      let skipped = header & 0x1F == 28 ? 2 : 4
      guard payload.count > skipped, payload[payload.startIndex + 1] & 0x80 != 0 else { return }
      _ = body([header & 0xE0 | payload[payload.startIndex + 1] & 0x1F] + payload.dropFirst(skipped))
    default: break
    }
  }

  private static func forEachInH265Packet(_ payload: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) -> Bool) {
    guard payload.count > 2 else { return }
    let start = payload.startIndex
    switch payload[start] >> 1 & 0x3F {
    case 0...47: _ = body(payload)
    case 48: _ = forEachAfterLength(payload.dropFirst(2), size: 2, body)
    case 49:
      let fragment = payload[start + 2]
      guard payload.count > 3, fragment & 0x80 != 0 else { return }
      _ = body([payload[start] & 0x81 | (fragment & 0x3F) << 1, payload[start + 1]] + payload.dropFirst(3))
    default: break
    }
  }
}

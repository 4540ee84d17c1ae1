import Foundation

/// A description as one short word of letters, digits, `-` and `_`, to be carried by hand:
/// `bridge1-offer-953-…`, with the kind, the number of characters that follow, and these.
///
/// They are base64url without padding (RFC 4648, section 5) of the raw DEFLATE stream (RFC 1951) of the SDP with LF
/// line ends, and of a CRC-32 (ISO 3309, big endian) over the kind, a line feed, and that stream.
struct CompactDescription {
  static let prefix = "bridge1-"
  private static let maximumCharacters = 32_768

  let description: SessionDescription

  /// Finds it in a text, whatever stands around it and between its characters.
  /// - Returns: `nil` where nothing begins like one.
  init?(in text: PastedText) throws(SignalingError) {
    let letters = text.plain.unicodeScalars.filter(\.isBase64URL).map { UInt8($0.value) }
    let starts = letters.ranges(of: Array(Self.prefix.utf8)).map(\.upperBound)
    guard let first = starts.first else { return nil }
    description = try Self.read(letters[first...])
    for start in starts.dropFirst() {
      guard try Self.read(letters[start...]) == description else {
        throw .malformed("the pasted text holds two descriptions: copy only one of them")
      }
    }
  }

  private static func read(_ letters: ArraySlice<UInt8>) throws(SignalingError) -> SessionDescription {
    let parts = letters.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let kind = SessionDescription.Kind(rawValue: String(decoding: parts[0], as: UTF8.self)),
      let count = String(decoding: parts[1], as: UTF8.self).decimal(in: 1...maximumCharacters)
    else { throw .malformed("the beginning of the text, behind '\(prefix)', was changed or cut off: copy it again") }
    guard parts[2].count >= count else {
      throw .malformed(
        "the text is cut off: \(parts[2].count) of its \(count) characters have come. Copy it again, to its end")
    }
    guard let sdp = sdp(in: parts[2].prefix(count), kind: kind) else {
      throw .malformed("the text was changed on its way: its checksum does not fit. Copy it again")
    }
    return SessionDescription(kind: kind, sdp: sdp.replacing("\n", with: "\r\n"))
  }

  private static func sdp(in letters: ArraySlice<UInt8>, kind: SessionDescription.Kind) -> String? {
    guard let bytes = Base64URL.decode(letters), bytes.count > 4,
      checksum(bytes.dropLast(4), kind: kind) == Array(bytes.suffix(4)),
      let text = Deflate.decompress(Array(bytes.dropLast(4)), limit: SDP.maximumBytes),
      let sdp = String(validating: text, as: UTF8.self)
    else { return nil }
    return sdp
  }

  fileprivate static func checksum(_ stream: some Sequence<UInt8>, kind: SessionDescription.Kind) -> [UInt8] {
    var crc = UInt32.max
    for byte in Array("\(kind.rawValue)\n".utf8) + stream {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
    }
    return withUnsafeBytes(of: (~crc).bigEndian) { Array($0) }
  }
}

extension SessionDescription {
  /// The description as one short word, see `CompactDescription`.
  var compact: String {
    let text = Array(sdp.replacing("\r\n", with: "\n").utf8)
    guard let deflated = Deflate.compress(text) else { return sdp }
    let letters = Base64URL.encode(deflated + CompactDescription.checksum(deflated, kind: kind))
    return "\(CompactDescription.prefix)\(kind.rawValue)-\(letters.utf8.count)-\(letters)"
  }
}

/// RFC 4648, section 5, without padding.
private enum Base64URL {
  static func encode(_ bytes: [UInt8]) -> String {
    String(
      decoding: Data(bytes).base64EncodedData().compactMap { byte in
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        case UInt8(ascii: "="): nil
        default: byte
        }
      }, as: UTF8.self)
  }

  /// - Returns: `nil` where it is not exactly what `encode` makes: the last letter has bits to spare.
  static func decode(_ letters: ArraySlice<UInt8>) -> [UInt8]? {
    let standard = letters.map { letter in
      switch letter {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: letter
      }
    }
    let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - standard.count % 4) % 4)
    guard let data = Data(base64Encoded: Data(standard + padding)) else { return nil }
    let bytes = Array(data)
    return encode(bytes).utf8.elementsEqual(letters) ? bytes : nil
  }
}

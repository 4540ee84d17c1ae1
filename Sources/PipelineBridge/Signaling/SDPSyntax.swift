/// The small grammars that SDP values are made of. All of them look at bytes: a `Character` of a hostile text may
/// be a digit with a hundred accents.
extension StringProtocol {
  /// `token` (RFC 8866, section 9).
  var isToken: Bool {
    !utf8.isEmpty
      && utf8.allSatisfy { byte in
        switch byte {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x30...0x39, 0x41...0x5A, 0x5E...0x7E: true
        default: false
        }
      }
  }

  /// `ice-char` (RFC 8839, section 5.1), and as many of them as `count` allows.
  func isICEChars(count: ClosedRange<Int>) -> Bool {
    count.contains(utf8.count) && utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == 0x2B || $0 == 0x2F }
  }

  /// Printable ASCII without the space.
  var isVisibleASCII: Bool { !utf8.isEmpty && utf8.allSatisfy { (0x21...0x7E).contains($0) } }

  var isASCIIAlphanumeric: Bool { !utf8.isEmpty && utf8.allSatisfy(\.isASCIIAlphanumeric) }

  /// The value of a run of digits without sign and leading zeros, if it lies in `range`.
  func decimal(in range: ClosedRange<Int>) -> Int? {
    guard isDigits, let value = Int(self), range.contains(value) else { return nil }
    return value
  }

  /// A number as SDP writes it, of any size: up to 20 digits, no leading zeros.
  var isDigits: Bool {
    (1...20).contains(utf8.count) && utf8.allSatisfy { (0x30...0x39).contains($0) }
      && (utf8.first != 0x30 || utf8.count == 1)
  }

  /// The parts between single separator bytes; `maxSplits` as in `split`.
  func parts(by separator: Unicode.Scalar, maxSplits: Int = .max) -> [SubSequence] {
    let byte = UInt8(truncatingIfNeeded: separator.value)
    var parts: [SubSequence] = []
    var start = startIndex
    while parts.count < maxSplits, let end = self[start...].utf8.firstIndex(of: byte) {
      parts.append(self[start..<end])
      start = utf8.index(after: end)
    }
    parts.append(self[start...])
    return parts
  }
}

extension UInt8 {
  var isASCIIAlphanumeric: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  var isHexDigit: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }
}

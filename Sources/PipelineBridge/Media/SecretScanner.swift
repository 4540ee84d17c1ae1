/// Finds the places of secrets in a text by rule: user names and passwords in addresses, values of properties, query
/// parameters, and header fields with telling names.
///
/// One pass over the bytes, in linear time for any text: each of the pointers below only moves forward.
struct SecretScanner {
  enum Kind {
    /// `user:password` of an address.
    case userInformation
    /// The value of a property or parameter, with its quotes.
    case value
  }

  struct Finding {
    let kind: Kind
    let range: Range<Int>
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var doubleQuote: Landmark
  private var singleQuote: Landmark
  private var space: Landmark

  /// The places of secrets in a text, in order and without overlaps.
  static func findings(in text: String) -> [Finding] {
    var text = text
    return text.withUTF8 { bytes in
      var scanner = SecretScanner(bytes)
      return scanner.findings()
    }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    doubleQuote = Landmark(.doubleQuote)
    singleQuote = Landmark(.singleQuote)
    space = Landmark(.space)
  }

  private mutating func findings() -> [Finding] {
    var findings: [Finding] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      var finding: Finding?
      if byte == UInt8(ascii: ":") {
        finding = isSchemeEnd(index) ? userInformation(behind: index) : fieldValue(behind: index)
      } else if byte == UInt8(ascii: "=") {
        finding = propertyValue(behind: index)
      }
      if let finding { findings.append(finding) }
      index = max(index + 1, finding?.range.upperBound ?? 0)
    }
    return findings
  }

  // MARK: Addresses

  private func isSchemeEnd(_ colon: Int) -> Bool {
    colon > 0 && colon + 2 < bytes.count && bytes[colon + 1] == UInt8(ascii: "/")
      && bytes[colon + 2] == UInt8(ascii: "/")
      && bytes[colon - 1].isSchemeByte
  }

  /// What stands before the last `@` that may belong to the authority (RFC 3986, section 3.2.1). A password with an
  /// unescaped `@`, `/`, `?` or `#` reaches further than the RFC says, so in doubt too much is found.
  private mutating func userInformation(behind colon: Int) -> Finding? {
    let start = colon + 3
    let end = endOfAddress(from: start, quote: quote(before: colon))
    guard let at = end.lastAt, at > start else { return nil }
    var authorityEnd = start
    while authorityEnd < end.index, !Self.endsAuthority(bytes[authorityEnd]) { authorityEnd += 1 }
    let authority = start..<authorityEnd
    guard
      at < authorityEnd || authority.contains(where: { bytes[$0] == UInt8(ascii: "@") })
        || mayBeCredentials(authority)
    else { return nil }
    return Finding(kind: .userInformation, range: start..<at)
  }

  private static func endsAuthority(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }

  /// Whether an authority without `@` may be the beginning of `user:password`, rather than `host:port`.
  private func mayBeCredentials(_ authority: Range<Int>) -> Bool {
    guard let colon = authority.last(where: { bytes[$0] == UInt8(ascii: ":") }) else {
      return authority.upperBound < bytes.count && bytes[authority.upperBound] == UInt8(ascii: "#")
    }
    guard bytes[colon + 1..<authority.upperBound].allSatisfy(\.isDigit) else { return true }
    let host = bytes[authority.lowerBound..<colon]
    let isAddress = host.first == UInt8(ascii: "[") || host.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
    return !isAddress && !host.elementsEqual("localhost".utf8)
  }

  /// The quote right before the scheme that ends at `colon`.
  private func quote(before colon: Int) -> UInt8? {
    var start = colon
    while start > 0, colon - start < 32, bytes[start - 1].isSchemeByte { start -= 1 }
    guard start > 0, bytes[start - 1].isQuote else { return nil }
    return bytes[start - 1]
  }

  private mutating func endOfAddress(from start: Int, quote: UInt8?) -> (index: Int, lastAt: Int?) {
    switch quote {
    case UInt8(ascii: "\"") where doubleQuote.advance(past: start, in: bytes): return doubleQuote.place(from: start)
    case UInt8(ascii: "'") where singleQuote.advance(past: start, in: bytes):
      // A password may have an apostrophe.
      _ = space.advance(past: start, in: bytes)
      return singleQuote.end > space.end ? singleQuote.place(from: start) : space.place(from: start)
    default:
      _ = space.advance(past: start, in: bytes)
      return space.place(from: start)
    }
  }

  // MARK: Properties, parameters, fields

  private mutating func propertyValue(behind equals: Int) -> Finding? {
    guard let name = name(before: equals) else { return nil }
    let previous = name.lowerBound > 0 ? bytes[name.lowerBound - 1] : UInt8(ascii: " ")
    let isParameter = previous == UInt8(ascii: "?") || previous == UInt8(ascii: "&")
    let word = String(decoding: bytes[name], as: UTF8.self).lowercased()
    guard SecretName.matches(word) || (isParameter && SecretName.parameters.contains(word)) else { return nil }
    let start = startOfValue(behind: equals)
    guard start < bytes.count else { return nil }
    if let end = endOfQuoted(from: start) { return Finding(kind: .value, range: start..<end) }
    var end = start
    while end < bytes.count, !Self.ends(bytes[end], valueAfter: previous) {
      end += bytes[end] == UInt8(ascii: "\\") && end + 1 < bytes.count ? 2 : 1
    }
    return end > start ? Finding(kind: .value, range: start..<end) : nil
  }

  /// `Authorization: Basic …` to the end of its line, and `"password": "…"`.
  private mutating func fieldValue(behind colon: Int) -> Finding? {
    let isQuoted = colon > 0 && bytes[colon - 1] == UInt8(ascii: "\"")
    guard let name = name(before: isQuoted ? colon - 1 : colon) else { return nil }
    let word = String(decoding: bytes[name], as: UTF8.self).lowercased()
    guard isQuoted ? SecretName.matches(word) : SecretName.headers.contains(word) else { return nil }
    let start = startOfValue(behind: colon)
    guard start < bytes.count else { return nil }
    if let end = endOfQuoted(from: start) { return Finding(kind: .value, range: start..<end) }
    guard !isQuoted else { return nil }
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") { end += 1 }
    return end > start ? Finding(kind: .value, range: start..<end) : nil
  }

  /// The name right before a sign; its last 64 bytes, if it is longer.
  private func name(before sign: Int) -> Range<Int>? {
    var end = sign
    while end > 0, bytes[end - 1].isBlank { end -= 1 }
    var start = end
    while start > 0, end - start < 64, bytes[start - 1].isNameByte { start -= 1 }
    return start < end ? start..<end : nil
  }

  /// Behind the blanks and the type that follow a sign: `=(string)value`.
  private func startOfValue(behind sign: Int) -> Int {
    var start = sign + 1
    while start < bytes.count, bytes[start].isBlank { start += 1 }
    guard start < bytes.count, bytes[start] == UInt8(ascii: "(") else { return start }
    var end = start + 1
    while end < bytes.count, end - start < 32, bytes[end].isNameByte { end += 1 }
    return end < bytes.count && bytes[end] == UInt8(ascii: ")") ? end + 1 : start
  }

  private mutating func endOfQuoted(from start: Int) -> Int? {
    switch bytes[start] {
    case UInt8(ascii: "\"") where doubleQuote.advance(past: start + 1, in: bytes): doubleQuote.end + 1
    case UInt8(ascii: "'") where singleQuote.advance(past: start + 1, in: bytes): singleQuote.end + 1
    default: nil
    }
  }

  private static func ends(_ byte: UInt8, valueAfter previous: UInt8) -> Bool {
    if byte.isSpace { return true }
    switch previous {
    case UInt8(ascii: "?"), UInt8(ascii: "&"): return byte == UInt8(ascii: "&") || byte.isQuote
    case UInt8(ascii: ","), UInt8(ascii: ";"): return byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return byte == previous
    default: return false
    }
  }
}

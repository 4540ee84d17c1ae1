/// An address as people type it, whose password may have characters that end it (RFC 3986, section 3.2.1).
struct TypedAddress {
  /// The address with the user name and the password percent-encoded.
  let text: String
  /// Whether a part of it may be meant otherwise.
  let isAmbiguous: Bool

  init(_ address: String) {
    guard let scheme = address.range(of: "://") else {
      self.init(text: address, isAmbiguous: false)
      return
    }
    let rest = address[scheme.upperBound...]
    let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let regular = rest[..<authorityEnd].lastIndex(of: "@")
    let last = rest.lastIndex(of: "@")
    guard let last else {
      self.init(text: address, isAmbiguous: false)
      return
    }
    var at = regular
    if last != regular {
      let isRegular = regular.map { Self.isClearHost(rest[rest.index(after: $0)...]) } ?? false
      let isIrregular = Self.isClearHost(rest[rest.index(after: last)...])
      // `@` in a path, unless what stands before it is no host.
      let isCredentials = Self.mayBeCredentials(rest[..<authorityEnd], before: rest[rest.index(after: last)...])
      if regular == nil ? isCredentials : isIrregular && !isRegular { at = last }
    }
    guard let at else {
      self.init(text: address, isAmbiguous: false)
      return
    }
    self.init(
      text: address[..<scheme.upperBound] + Self.encoded(rest[..<at]) + rest[at...],
      isAmbiguous: rest[at...].dropFirst().contains("@"))
  }

  private init(text: String, isAmbiguous: Bool) {
    self.text = text
    self.isAmbiguous = isAmbiguous
  }

  /// Whether a text begins with what only a host can be: a number, a name with dots, or one with a port.
  private static func isClearHost(_ text: Substring) -> Bool {
    let authority = text.prefix { !"/?#".contains($0) }
    if authority.hasPrefix("[") { return authority.contains("]") }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, parts.count < 3,
      host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) })
    else { return false }
    if parts.count == 2 { return !parts[1].isEmpty && parts[1].allSatisfy(\.isNumber) }
    return host.contains(".") || host == "localhost"
  }

  /// Whether an authority without `@` is `user:password` rather than `host:port`. A number behind the colon is a port,
  /// unless an address with numbers follows the `@`.
  private static func mayBeCredentials(_ text: Substring, before rest: Substring) -> Bool {
    guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else { return false }
    guard isClearHost(text) else { return true }
    let host = rest.prefix { !"/?#".contains($0) }
    let isNumeric = host.hasPrefix("[") || host.allSatisfy { $0.isNumber || $0 == "." || $0 == ":" }
    return isNumeric && !isClearHost(text[..<colon])
  }

  private static func encoded(_ user: Substring) -> String {
    guard let colon = user.firstIndex(of: ":") else { return encodedPart(user) }
    return encodedPart(user[..<colon]) + ":" + encodedPart(user[user.index(after: colon)...])
  }

  /// Leaves alone what is encoded already.
  private static func encodedPart(_ part: Substring) -> String {
    let bytes = Array(part.utf8)
    var result = ""
    for (index, byte) in bytes.enumerated() {
      let isEscape =
        byte == UInt8(ascii: "%") && index + 2 < bytes.count && bytes[index + 1].isHexDigit
        && bytes[index + 2].isHexDigit
      let isUnreserved = byte.isLetter || byte.isDigit || "-._~!$&'()*+,;=".utf8.contains(byte)
      if isEscape || isUnreserved {
        result.append(Character(UnicodeScalar(byte)))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }
}

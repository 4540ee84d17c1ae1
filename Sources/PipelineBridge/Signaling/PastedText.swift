/// A text from a clipboard, without the marks that terminals, editors and mail programs put into it.
struct PastedText: Sendable {
  /// Plain quotes, hyphens, spaces and line ends in place of typographic ones; no invisible characters, no escape
  /// sequences.
  let plain: String

  init(_ text: String) {
    var plain = String.UnicodeScalarView()
    var isEscape = false
    for scalar in text.unicodeScalars {
      // ECMA-48: ESC [ … and a final byte, such as the colours of a prompt.
      if isEscape {
        isEscape = !("@"..."~").contains(scalar) || scalar == "["
        continue
      }
      switch scalar {
      case "\u{1B}": isEscape = true
      case "\u{201C}"..."\u{201F}", "\u{AB}", "\u{BB}": plain.append("\"")
      case "\u{2018}"..."\u{201B}": plain.append("'")
      case "\u{2010}"..."\u{2013}", "\u{2212}": plain.append("-")
      // What "--" is made into while somebody types.
      case "\u{2014}": plain.append(contentsOf: "--".unicodeScalars)
      case "\u{A0}", "\u{2000}"..."\u{200A}", "\u{202F}", "\u{3000}": plain.append(" ")
      case "\u{AD}", "\u{200B}"..."\u{200F}", "\u{2060}", "\u{FEFF}": break
      case "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": plain.append("\n")
      default: plain.append(scalar)
      }
    }
    self.plain = String(plain).replacing("\r\n", with: "\n")
  }

  /// The lines, without their ends.
  var lines: [Substring] { Self.lines(of: plain) }

  static func lines(of text: String) -> [Substring] {
    text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" }.map { Substring($0) }
  }

  /// Why nothing in it is a description.
  var refusal: SignalingError {
    if plain.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      return .malformed("nothing was pasted: copy the whole text, from its first letter to its last")
    }
    if plain.unicodeScalars.split(whereSeparator: { !$0.isBase64URL }).contains(where: { $0.count >= 200 }) {
      return .malformed(
        "the beginning of the text, '\(CompactDescription.prefix)…', is missing or was changed: copy it again")
    }
    return .malformed(
      "the pasted text is no session description: neither SDP (it starts with 'v=0') nor JSON (it starts with '{') "
        + "nor the short form (it starts with '\(CompactDescription.prefix)')")
  }
}

extension Unicode.Scalar {
  /// The alphabet of RFC 4648, section 5.
  var isBase64URL: Bool {
    switch self {
    case "A"..."Z", "a"..."z", "0"..."9", "-", "_": true
    default: false
    }
  }

  /// What stands before the lines of a quotation or an indented text.
  var isMargin: Bool {
    switch self {
    case " ", "\t", ">", "|", "\u{2502}", "\u{2503}": true
    default: false
    }
  }
}

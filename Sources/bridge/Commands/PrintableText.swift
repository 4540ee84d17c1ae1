/// Text of strangers (servers, files, peers) for a terminal.
enum PrintableText {
  /// Replaces control characters by `\u{fffd}`: escape sequences could change a terminal's title or clipboard, controls of
  /// direction the order of the text. Line feeds, a carriage return before one, and tabs stay.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let endsLine = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
      result.append(isControl(scalar) && !endsLine ? "\u{fffd}" : scalar)
    }
    return String(result)
  }

  /// The printable text with a space for each line break, for a part of a longer text.
  static func line(_ text: some StringProtocol) -> String {
    var result = String.UnicodeScalarView()
    for scalar in printable(String(text)).unicodeScalars where scalar != "\r" {
      result.append(scalar == "\n" ? " " : scalar)
    }
    return String(result)
  }

  /// Indents all lines but the first.
  static func indented(_ text: some StringProtocol) -> String {
    // By scalars: CR LF is one character.
    String(text).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
      .joined(separator: "\n  ")
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0a: false
    // C0, DEL and C1.
    case ..<0x20, 0x7f...0x9f: true
    case ..<0x300: false
    default: isLayout(scalar.properties)
    }
  }

  /// Controls of direction (U+200E, U+202E…), and the two separators that may begin a line.
  private static func isLayout(_ properties: Unicode.Scalar.Properties) -> Bool {
    properties.isBidiControl || properties.generalCategory == .lineSeparator
      || properties.generalCategory == .paragraphSeparator
  }
}

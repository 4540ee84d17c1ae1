/// Text of strangers (servers, files, peers) for a terminal.
enum PrintableText {
  /// The text with `\u{fffd}` in place of what could change a terminal's title or clipboard, or show a text in another
  /// order than it has. Line feeds, a carriage return before one, and tabs stay.
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

  /// In one line: a part of a text that has lines of its own.
  static func line(_ text: some StringProtocol) -> String {
    var result = String.UnicodeScalarView()
    for scalar in printable(String(text)).unicodeScalars where scalar != "\r" {
      result.append(scalar == "\n" ? " " : scalar)
    }
    return String(result)
  }

  /// With each line but the first indented.
  static func indented(_ text: some StringProtocol) -> String {
    // Not by characters: CR LF is one.
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

/// Text of strangers (servers, files, peers) for a terminal.
enum PrintableText {
  /// The text with `\u{fffd}` in place of control characters, which could change a terminal's title or clipboard; line
  /// breaks and tabs stay.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: text.unicodeScalars.map { isControl($0) ? "\u{fffd}" : $0 })
    return String(scalars)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    // C0, DEL and C1.
    scalar.value < 0x20 ? scalar != "\n" && scalar != "\t" : (0x7f...0x9f).contains(scalar.value)
  }
}

/// Bounds what is said to people: GStreamer writes lists of caps of several kilobytes into its messages.
enum BoundedText {
  private static let lineLimit = 3
  private static let lengthLimit = 300

  /// At most three lines, none of them long. A line that begins with spaces, which shows a pipeline to type or the one
  /// that was typed, stays whole.
  static func lines(_ text: String) -> String {
    var lines = text.split(separator: "\n").map { $0.hasPrefix("  ") ? String($0) : line(String($0)) }
    if lines.count > lineLimit {
      // The last one may show what to type.
      lines = lines[..<(lineLimit - 1)] + [lines[lines.count - 1]]
    }
    return lines.joined(separator: "\n")
  }

  /// One line, with lists of caps shortened to their first format.
  static func line(_ text: String) -> String {
    let text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard text.count > lengthLimit else { return text }
    // The end often says what to do, the middle is caps.
    return text.prefix(lengthLimit * 2 / 3) + " … " + text.suffix(lengthLimit / 3 - 3)
  }
}

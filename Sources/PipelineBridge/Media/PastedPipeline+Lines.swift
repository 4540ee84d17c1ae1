extension PastedPipeline {
  /// The text in one line: without comments, line breaks that are escaped, and characters that only look like spaces
  /// and quotes.
  static func joiningLines(_ text: [Character]) -> [Character] {
    var result: [Character] = []
    var index = 0
    while index < text.count {
      let character = text[index]
      let isTokenStart = result.last.map { $0.isWhitespace || $0 == "!" } ?? true
      if opensValue(result), let end = LaunchLexer.endOfQuoted(text, from: index) {
        result += text[index..<end]
        index = end
      } else if opensValue(result), let end = endOfCurlyQuoted(text, from: index) {
        result += ["\""] + text[index + 1..<end - 1] + ["\""]
        index = end
      } else if character == "#", isTokenStart, !endsInAssignment(result), !isPrompt(text, at: index) {
        while index < text.count, !text[index].isNewline { index += 1 }
      } else if let next = endOfContinuation(text, from: index, isTokenStart: isTokenStart) {
        result.append(" ")
        index = next
      } else if character == "\\", index + 1 < text.count, "()!".contains(text[index + 1]) {
        // As a shell wants them.
        result.append(text[index + 1])
        index += 2
      } else if character == "\\", index + 1 < text.count {
        result += text[index...index + 1]
        index += 2
      } else {
        let isInvisible = character == "\u{feff}" || character == "\u{200b}"
        if !isInvisible { result.append(character.isWhitespace ? " " : character) }
        index += 1
      }
    }
    return result
  }

  /// Whether a quote here would enclose a value, rather than be a part of one.
  private static func opensValue(_ before: [Character]) -> Bool {
    before.last.map { $0.isWhitespace || "=,!(){};".contains($0) } ?? true
  }

  private static func endsInAssignment(_ text: [Character]) -> Bool { text.last { !$0.isWhitespace } == "=" }

  /// The prompt of root's shell, rather than a comment.
  private static func isPrompt(_ text: [Character], at index: Int) -> Bool {
    guard text[..<index].allSatisfy(\.isWhitespace) else { return false }
    let rest = text[(index + 1)...].drop { $0 == " " }
    return ["gst-launch", "sudo ", "GST_"].contains { rest.starts(with: Array($0)) }
  }

  private static func endOfCurlyQuoted(_ text: [Character], from start: Int) -> Int? {
    guard "“”„‘’".contains(text[start]) else { return nil }
    let end = text[(start + 1)...].firstIndex { "“”‘’\"".contains($0) || $0.isNewline }
    return end.flatMap { text[$0].isNewline ? nil : $0 + 1 }
  }

  /// Behind `\` at the end of a line; `^` and a backquote are what shells of Windows want.
  private static func endOfContinuation(_ text: [Character], from start: Int, isTokenStart: Bool) -> Int? {
    guard text[start] == "\\" || (isTokenStart && "^`".contains(text[start])) else { return nil }
    var next = start + 1
    while isTokenStart, next < text.count, text[next].isWhitespace, !text[next].isNewline { next += 1 }
    guard next < text.count else { return next }
    return text[next].isNewline ? next + 1 : nil
  }
}

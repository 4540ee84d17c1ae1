/// Divides a pipeline string into tokens.
struct LaunchLexer {
  let text: [Character]
  private var index = 0

  static func tokens(of text: [Character]) -> [LaunchToken] {
    var lexer = LaunchLexer(text: text)
    var tokens: [LaunchToken] = []
    while let token = lexer.next() { tokens.append(token) }
    return tokens
  }

  private init(text: [Character]) { self.text = text }

  private mutating func next() -> LaunchToken? {
    while index < text.count, text[index].isWhitespace { index += 1 }
    guard index < text.count else { return nil }
    let start = index
    let kind = scan()
    return LaunchToken(kind: kind, range: start..<index)
  }

  private mutating func scan() -> LaunchToken.Kind {
    let start = index
    switch text[index] {
    case "!", ":":
      index += 1
      return .link
    case "(":
      index += 1
      return .open
    case ")":
      index += 1
      return .close
    case "\"", "'":
      if let end = Self.endOfQuoted(text, from: index) {
        index = end
        return .quoted(String(text[start + 1..<end - 1]))
      }
    case ".":
      if start + 1 < text.count, Self.isNameStart(text[start + 1]) {
        index += 1
        return .reference(element: "", pad: name())
      }
    case let first where Self.isNameStart(first):
      return scanName()
    default: break
    }
    index = Self.endOfWord(text, from: start)
    let word = String(text[start..<index])
    return word.hasPrefix("/") || word.contains("://") ? .address : .other
  }

  private mutating func scanName() -> LaunchToken.Kind {
    let start = index
    let name = name()
    if isMediaType(from: start) {
      index = Self.endOfCaps(text, from: start)
      return .caps
    }
    if let value = scanValue() { return .assignment(key: name, value: value) }
    guard index < text.count else { return .element(name) }
    switch text[index] {
    case ".":
      index += 1
      var next = index
      while next < text.count, text[next].isWhitespace { next += 1 }
      if next < text.count, text[next] == "(" {
        index = next + 1
        return .open
      }
      guard index < text.count, Self.isNameStart(text[index]) else { return .reference(element: name, pad: "") }
      return .reference(element: name, pad: self.name())
    case "!", ")", "(": return .element(name)
    case let character where character.isWhitespace: return .element(name)
    default:
      index = Self.endOfWord(text, from: start)
      return String(text[start..<index]).contains("://") ? .address : .other
    }
  }

  private mutating func name() -> String {
    let start = index
    while index < text.count, Self.isName(text[index]) {
      // `rtsp://…` is no name.
      if text[index] == ":", index + 1 < text.count, text[index + 1] == "/" || text[index + 1].isWhitespace { break }
      index += 1
    }
    return String(text[start..<index])
  }

  private func isMediaType(from start: Int) -> Bool {
    guard index < text.count, text[index] == "/", index + 1 < text.count, Self.isMedia(text[index + 1]) else {
      return false
    }
    return text[start..<index].allSatisfy { Self.isMedia($0) }
  }

  private mutating func scanValue() -> String? {
    var start = index
    while start < text.count, text[start].isWhitespace { start += 1 }
    guard start < text.count, text[start] == "=" else { return nil }
    start += 1
    while start < text.count, text[start].isWhitespace { start += 1 }
    let end = Self.endOfWord(text, from: start)
    if let quoted = Self.endOfQuoted(text, from: start), quoted >= end {
      index = quoted
      return String(text[start + 1..<quoted - 1])
    }
    index = end
    return String(text[start..<end])
  }
}

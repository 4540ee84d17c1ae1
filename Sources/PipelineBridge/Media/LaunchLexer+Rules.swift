extension LaunchLexer {
  /// Where a quoted text ends, behind its closing quote; `nil` when it has none or `start` is no quote.
  static func endOfQuoted(_ text: [Character], from start: Int) -> Int? {
    guard start < text.count, text[start] == "\"" || text[start] == "'" else { return nil }
    var index = start + 1
    while index < text.count {
      if text[index] == text[start], text[index - 1] != "\\" { return index + 1 }
      index += 1
    }
    return nil
  }

  /// Where a word ends: at white space without a backslash before it.
  static func endOfWord(_ text: [Character], from start: Int) -> Int {
    var index = start
    while index < text.count, !text[index].isWhitespace {
      index += text[index] == "\\" && index + 1 < text.count ? 2 : 1
    }
    return index
  }

  /// Where caps end: at the next link, at the bracket that ends a bin, or at white space where no field may follow.
  static func endOfCaps(_ text: [Character], from start: Int) -> Int {
    var index = start
    var open: [Int] = []
    var end = start
    while index < text.count, text[index] != "!" {
      let character = text[index]
      if character == "\"", let quoted = endOfQuoted(text, from: index) {
        index = quoted
      } else if character == "\\", index + 1 < text.count {
        index += 2
      } else if character.isWhitespace, open.isEmpty {
        guard let next = continuation(text, of: start..<index) else { return end }
        index = next
        continue
      } else {
        if "([{<".contains(character) { open.append(index) }
        if ")]}>".contains(character) {
          if open.isEmpty { return end }
          open.removeLast()
        }
        index += 1
      }
      if !character.isWhitespace { end = index }
    }
    return end
  }

  /// Where the caps go on behind white space, if they do.
  private static func continuation(_ text: [Character], of caps: Range<Int>) -> Int? {
    var next = caps.upperBound
    while next < text.count, text[next].isWhitespace { next += 1 }
    guard next < text.count else { return nil }
    let last = text[caps.upperBound - 1]
    if ",;=".contains(last) || ",;=".contains(text[next]) { return next }
    // A type before a value: `width = (int) 640`.
    guard last == ")", let bracket = text[caps].lastIndex(of: "(") else { return nil }
    return text[caps.lowerBound..<bracket].last { !$0.isWhitespace } == "=" ? next : nil
  }

  static func isNameStart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_")
  }

  static func isName(_ character: Character) -> Bool {
    isNameStart(character) || character == "-" || character == "%" || character == ":"
  }

  static func isMedia(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "-")
  }
}

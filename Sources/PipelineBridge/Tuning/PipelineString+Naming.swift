/// Reads and writes single properties in a pipeline string, as far as gst-launch's syntax says where they are
/// (gst-launch-1.0(1), "Pipeline description").
extension PipelineString {
  private struct Word {
    let range: Range<String.Index>
    /// `key` of `key=value`.
    let key: String?
    /// Its value, without quotes.
    let value: String
  }

  /// The names that the user has given to elements with `name=`.
  var elementNames: [String] { words.filter { $0.key == "name" }.map(\.value) }

  /// The same pipeline with a property of a named element set; unchanged when there is no such element.
  func setting(_ property: String, of element: String, to value: String) -> PipelineString {
    let words = words
    guard let place = words.firstIndex(where: { $0.key == "name" && $0.value == element }) else { return self }
    var first = place
    while first > words.startIndex, words[first - 1].key != nil { first -= 1 }
    var end = place
    while end < words.endIndex, words[end].key != nil { end += 1 }
    let text = "\(property)=\(Self.literal(value))"
    var description = description
    // The last of several holds.
    if let known = words[first..<end].last(where: { $0.key == property }) {
      description.replaceSubrange(known.range, with: text)
    } else {
      description.insert(contentsOf: " \(text)", at: words[place].range.upperBound)
    }
    return replacingDescription(with: description)
  }

  /// A value in quotes, where it needs them. In them gst-launch's lexer takes a backslash at the end for one that belongs
  /// to the quote behind it, and a person pastes the pipeline into a shell: a text with anything that means something to
  /// either, or that cannot be seen, is written as a string in octal (`gst_value_deserialize`).
  static func literal(_ value: String) -> String {
    let isPlain = !value.isEmpty && value.utf8.allSatisfy { Self.isPlain($0) }
    if isPlain { return value }
    if value.unicodeScalars.allSatisfy(Self.isVisible) { return "\"\(value)\"" }
    let octal = value.utf8.map { byte in
      Self.isPlain(byte)
        ? String(UnicodeScalar(byte)) : "\\\\" + String(1_000 + Int(String(byte, radix: 8))!).dropFirst()
    }
    return "\"\\\"\(octal.joined())\\\"\""
  }

  /// Whether a character is seen, and safe in quotes.
  private static func isVisible(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: scalar == " "
    default: !"\\\"'`$".unicodeScalars.contains(scalar)
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch UnicodeScalar(byte) {
    case "a"..."z", "A"..."Z", "0"..."9", "+", "-", "_", ".": true
    default: false
    }
  }

  /// The words, split at white space outside quotes; `key = value` is one.
  private var words: [Word] {
    var ranges: [Range<String.Index>] = []
    var start: String.Index?
    var quote: Character?
    var isEscaped = false
    for index in description.indices {
      let character = description[index]
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character.isWhitespace {
        if let begin = start { ranges.append(begin..<index) }
        start = nil
        continue
      }
      start = start ?? index
    }
    if let start { ranges.append(start..<description.endIndex) }
    return Self.joined(ranges, in: description).map { Self.word($0, in: description) }
  }

  private static func joined(_ ranges: [Range<String.Index>], in text: String) -> [Range<String.Index>] {
    var joined: [Range<String.Index>] = []
    for range in ranges {
      if let last = joined.last, text[last].hasSuffix("=") || text[range].hasPrefix("="), isKey(text[last]) {
        joined[joined.count - 1] = last.lowerBound..<range.upperBound
      } else {
        joined.append(range)
      }
    }
    return joined
  }

  private static func isKey(_ text: Substring) -> Bool {
    let key = (text.hasSuffix("=") ? text.dropLast() : text).trimmingSuffix(while: \.isWhitespace)
    // Pads' properties have colons: `sink_0::xpos`.
    return !key.isEmpty && key.allSatisfy { $0.isLetter || $0.isNumber || "-_:".contains($0) }
  }

  private static func word(_ range: Range<String.Index>, in text: String) -> Word {
    let word = text[range]
    guard let equals = word.firstIndex(of: "="), isKey(word[..<equals]) else {
      return Word(range: range, key: nil, value: "")
    }
    var value = word[word.index(after: equals)...].drop(while: \.isWhitespace)
    if let first = value.first, first == "\"" || first == "'", value.count > 1, value.last == first {
      value = value.dropFirst().dropLast()
    }
    let key = word[..<equals].trimmingSuffix(while: \.isWhitespace)
    return Word(range: range, key: String(key), value: String(value).replacing(/\\(.)/) { String($0.1) })
  }
}

extension SDP {
  /// One `x=value` line.
  struct Line: Sendable, Equatable, CustomStringConvertible {
    let type: Character
    let value: String

    /// Where it stood in the text, counted from 1; 0 for a line of our own.
    let number: Int

    // Taken apart once: each line is asked for its name some dozen times.
    private let name: Substring
    private let content: Substring

    init(type: Character, value: String, number: Int = 0) {
      self.type = type
      self.value = value
      self.number = number
      let parts = value.parts(by: ":", maxSplits: 1)
      name = parts[0]
      content = parts.count == 2 ? parts[1] : ""
    }

    /// A line of our own: `a=name:value`, or a property `a=name`.
    static func attribute(_ name: String, _ value: String? = nil) -> Line {
      Line(type: "a", value: value.map { "\(name):\($0)" } ?? name)
    }

    /// Name and value of an `a=` line (RFC 8866, section 5.13); the value of a property is empty.
    var attribute: (name: Substring, value: Substring)? {
      type == "a" ? (name, content) : nil
    }

    var description: String { "\(type)=\(value)" }
  }
}

extension [SDP.Line] {
  func value(of name: String) -> Substring? {
    for line in self {
      if let attribute = line.attribute, attribute.name == name { return attribute.value }
    }
    return nil
  }

  func values(of name: String) -> [Substring] {
    compactMap { line in
      guard let attribute = line.attribute, attribute.name == name else { return nil }
      return attribute.value
    }
  }

  func has(_ name: String) -> Bool { value(of: name) != nil }

  var direction: MediaDirection? {
    for line in self where line.type == "a" {
      if let direction = MediaDirection(rawValue: line.value) { return direction }
    }
    return nil
  }
}

extension SecretScanner {
  /// The next place where something may end, and the last `@` before it. It only moves forward, so all searches of one
  /// text together cost one pass.
  struct Landmark {
    enum Kind {
      case doubleQuote, singleQuote, space
    }

    /// Where it is; the end of the text when there is none.
    private(set) var end = -1
    private var lastAt = -1
    private let kind: Kind

    init(_ kind: Kind) { self.kind = kind }

    /// Moves to the first one at or behind `start`.
    /// - Returns: whether there is one.
    mutating func advance(past start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
      if end >= start { return end < bytes.count }
      end = max(end, start - 1)
      repeat {
        if end >= start, bytes[end] == UInt8(ascii: "@") { lastAt = end }
        end += 1
      } while end < bytes.count && !isHere(bytes)
      return end < bytes.count
    }

    func place(from start: Int) -> (index: Int, lastAt: Int?) { (end, lastAt >= start ? lastAt : nil) }

    private func isHere(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
      let isEscaped = end > 0 && bytes[end - 1] == UInt8(ascii: "\\")
      return switch kind {
      case .doubleQuote: bytes[end] == UInt8(ascii: "\"") && !isEscaped
      case .singleQuote: bytes[end] == UInt8(ascii: "'") && !isEscaped
      case .space: bytes[end].isSpace && !isEscaped
      }
    }
  }
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
  var isSpace: Bool { isBlank || (0x0a...0x0d).contains(self) }
  var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
  var isNameByte: Bool { isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") }
  var isSchemeByte: Bool {
    isLetter || isDigit || self == UInt8(ascii: "+") || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
  }
}

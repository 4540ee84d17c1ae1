/// Makes pasted texts out of what a terminal sends, byte by byte: a pure state machine.
///
/// With bracketed paste (`ESC [ 200 ~ … ESC [ 201 ~`) a paste is one text, whatever line ends are in it. A terminal
/// that lacks it sends plain lines; they end with an empty one, or when the caller finds that nothing more comes.
struct PasteReader {
  enum Event: Equatable {
    /// A whole text.
    case text(String)
    /// Enter, with nothing before it.
    case enter
    /// Ctrl-D at the start of a line.
    case end
  }

  private static let opening: [UInt8] = Array("\u{1b}[200~".utf8)
  private static let closing: [UInt8] = Array("\u{1b}[201~".utf8)
  /// More than any description has: what is longer is cut off.
  private static let limit = 1 << 20

  private var bytes: [UInt8] = []
  /// How much of the end mark has come, counted also when no more bytes are kept: the end of a paste must be seen.
  private var closed = 0
  private var isBracketed = false

  /// Whether plain lines have come of which it is not known whether they are the whole text.
  var hasPlainText: Bool { !isBracketed && bytes.contains { !Self.isSpace($0) } }

  mutating func feed(_ input: [UInt8]) -> [Event] { input.compactMap { feed($0) } }

  /// Takes what has come so far as a whole text.
  mutating func finish() -> Event? {
    defer { bytes.removeAll() }
    return hasPlainText ? .text(String(decoding: bytes, as: UTF8.self)) : nil
  }

  private mutating func feed(_ byte: UInt8) -> Event? {
    if bytes.count < Self.limit { bytes.append(byte) }
    if isBracketed {
      // The mark begins with a byte that it has nowhere else.
      closed = byte == Self.closing[closed] ? closed + 1 : byte == Self.closing[0] ? 1 : 0
      guard closed == Self.closing.count else { return nil }
      closed = 0
      if bytes.hasSuffix(Self.closing) { bytes.removeLast(Self.closing.count) }
      isBracketed = false
      defer { bytes.removeAll() }
      return .text(String(decoding: bytes, as: UTF8.self))
    }
    if bytes.hasSuffix(Self.opening) {
      bytes.removeAll()
      isBracketed = true
      return nil
    }
    switch byte {
    case 0x04 where bytes.count == 1:
      bytes.removeAll()
      return .end
    case 0x0d, 0x0a: return endLine()
    default: return nil
    }
  }

  private mutating func endLine() -> Event? {
    guard hasPlainText else {
      bytes.removeAll()
      return .enter
    }
    let line = bytes.dropLast()
    // CR LF ends one line, not two.
    if bytes.last == 0x0a, line.last == 0x0d { return nil }
    guard let last = line.last, last == 0x0a || last == 0x0d else { return nil }
    return finish()
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
    count >= suffix.count && self.suffix(suffix.count) == suffix[...]
  }
}

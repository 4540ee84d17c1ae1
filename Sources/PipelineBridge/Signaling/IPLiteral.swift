/// An address written as numbers (RFC 8866, section 9: `IP4-address`, `IP6-address`). Never a name: asking a resolver
/// because a stranger says so is slow at best.
struct IPLiteral: Sendable, Hashable {
  /// In network order: 4 bytes or 16.
  let bytes: [UInt8]

  init?(_ text: some StringProtocol) {
    guard let bytes = Self.version4(text) ?? Self.version6(text) else { return nil }
    self.bytes = bytes
  }

  /// Whether packets may be sent to it: not unspecified, broadcast or multicast.
  var isUnicast: Bool {
    if bytes.allSatisfy({ $0 == 0 }) { return false }
    return bytes.count == 4 ? bytes[0] < 224 && bytes[0] != 0 : bytes[0] != 0xFF
  }

  private static func version4(_ text: some StringProtocol) -> [UInt8]? {
    guard text.utf8.count <= 15 else { return nil }
    let parts = text.parts(by: ".")
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard let value = part.decimal(in: 0...255) else { return nil }
      bytes.append(UInt8(value))
    }
    return bytes
  }

  private static func version6(_ text: some StringProtocol) -> [UInt8]? {
    guard text.utf8.count <= 45 else { return nil }
    var groups = text.parts(by: ":")
    guard (3...9).contains(groups.count) else { return nil }
    // A '::' at an end leaves two empty parts there, one in the middle leaves one.
    if groups[0].isEmpty {
      guard groups[1].isEmpty else { return nil }
      groups.removeFirst()
    }
    if groups[groups.count - 1].isEmpty {
      guard groups[groups.count - 2].isEmpty else { return nil }
      groups.removeLast()
    }
    var bytes: [UInt8] = []
    var gap: Int?
    for (index, group) in groups.enumerated() {
      if group.isEmpty {
        guard gap == nil else { return nil }
        gap = bytes.count
      } else if index == groups.count - 1, let tail = version4(group) {
        bytes += tail
      } else {
        guard group.utf8.count <= 4, group.utf8.allSatisfy(\.isHexDigit), let value = UInt16(group, radix: 16)
        else { return nil }
        bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
      }
    }
    if let gap, bytes.count < 16 {
      bytes.insert(contentsOf: [UInt8](repeating: 0, count: 16 - bytes.count), at: gap)
      return bytes
    }
    return gap == nil && bytes.count == 16 ? bytes : nil
  }
}

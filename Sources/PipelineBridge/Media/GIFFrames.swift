/// The pictures of a GIF file.
enum GIFFrames {
  /// How many pictures begin in `bytes`, counted up to a limit (GIF89a, section 18 to 26).
  static func count(in bytes: [UInt8], upTo limit: Int) -> Int {
    guard bytes.count > 13 else { return 0 }
    var index = 13 + colourTable(bytes[10])
    var count = 0
    while index < bytes.count, count < limit {
      switch bytes[index] {
      case 0x21: index += 2
      case 0x2c:
        count += 1
        guard index + 9 < bytes.count else { return count }
        index += 11 + colourTable(bytes[index + 9])
      default: return count
      }
      while index < bytes.count, bytes[index] != 0 { index += Int(bytes[index]) + 1 }
      index += 1
    }
    return count
  }

  private static func colourTable(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
}

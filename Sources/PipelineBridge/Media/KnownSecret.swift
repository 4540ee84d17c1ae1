/// A secret to look for in texts, in linear time (Knuth, Morris and Pratt).
struct KnownSecret: Hashable, Sendable {
  let bytes: [UInt8]
  /// For each prefix, the length of its longest proper prefix that is also its suffix.
  private let borders: [Int]

  /// A shorter one is looked for only where no letter or digit touches it.
  private static let shortestPart = 8

  init(_ text: String) {
    bytes = Array(text.utf8)
    var borders = [0]
    var length = 0
    for index in bytes.indices.dropFirst() {
      while length > 0, bytes[index] != bytes[length] { length = borders[length - 1] }
      if bytes[index] == bytes[length] { length += 1 }
      borders.append(length)
    }
    self.borders = borders
  }

  /// Where the secret stands in a text, without overlaps.
  func places(in text: [UInt8]) -> [Range<Int>] {
    text.withUnsafeBufferPointer { text in
      bytes.withUnsafeBufferPointer { bytes in
        var places: [Range<Int>] = []
        var length = 0
        for index in 0..<text.count {
          while length > 0, text[index] != bytes[length] { length = borders[length - 1] }
          if text[index] == bytes[length] { length += 1 }
          guard length == bytes.count else { continue }
          let place = index + 1 - length..<index + 1
          let counts = bytes.count >= Self.shortestPart || !Self.touches(place, in: text)
          if counts { places.append(place) }
          length = counts ? 0 : borders[length - 1]
        }
        return places
      }
    }
  }

  private static func touches(_ place: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    (place.lowerBound > 0 && isWord(text[place.lowerBound - 1]))
      || (place.upperBound < text.count && isWord(text[place.upperBound]))
  }

  private static func isWord(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit || byte >= 0x80 }
}

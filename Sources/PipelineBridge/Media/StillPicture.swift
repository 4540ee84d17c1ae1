import Foundation

/// Tells files that hold one picture from films, by their first bytes.
enum StillPicture {
  /// How much of a file is looked at.
  private static let limit = 4 << 20

  static func decoder(forFileAt path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: limit) else { return nil }
    return decoder([UInt8](data))
  }

  /// The element that decodes the picture that a file begins with; `nil` for what is no picture, and where further
  /// pictures follow as in an animation.
  static func decoder(_ bytes: [UInt8]) -> String? {
    if starts(bytes, [0xff, 0xd8, 0xff]) { return hasSecondJPEG(bytes) ? nil : "decodebin" }
    if starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      return isAnimatedPNG(bytes) ? nil : "decodebin"
    }
    if starts(bytes, "GIF8".utf8) { return GIFFrames.count(in: bytes, upTo: 2) < 2 ? "decodebin" : nil }
    if starts(bytes, "RIFF".utf8), starts(bytes.dropFirst(8), "WEBP".utf8) {
      // The flags of the extended format say whether it is animated.
      let isExtended = starts(bytes.dropFirst(12), "VP8X".utf8) && bytes.count > 20
      return isExtended && bytes[20] & 2 != 0 ? nil : "decodebin"
    }
    if isBitmap(bytes) { return "gdkpixbufdec" }
    let head = String(decoding: bytes.prefix(1_024), as: UTF8.self)
    let isMarkup = head.drop { $0.isWhitespace || $0 == "\u{feff}" }.first == "<"
    return isMarkup && head.contains("<svg") ? "decodebin" : nil
  }

  /// BMP, TIFF and Netpbm. What decodebin would take for them (libav) wants one frame a buffer, and there is no parser.
  private static func isBitmap(_ bytes: [UInt8]) -> Bool {
    if starts(bytes, "BM".utf8) { return bytes.count > 26 && bytes[6..<10].allSatisfy { $0 == 0 } }
    if starts(bytes, [0x49, 0x49, 0x2a, 0]) || starts(bytes, [0x4d, 0x4d, 0, 0x2a]) { return true }
    return bytes.count > 8 && starts(bytes, "P".utf8) && "123456".utf8.contains(bytes[1]) && bytes[2].isSpace
  }

  private static func starts(_ bytes: some Collection<UInt8>, _ magic: some Sequence<UInt8>) -> Bool {
    bytes.starts(with: magic)
  }

  /// Pictures that follow each other without a container are a film (Motion JPEG).
  private static func hasSecondJPEG(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 8 else { return false }
    // A thumbnail lies inside a segment, which is skipped by its length.
    var index = 2
    while index + 4 <= bytes.count, bytes[index] == 0xff, bytes[index + 1] != 0xda {
      index += 2 + Int(bytes[index + 2]) << 8 + Int(bytes[index + 3])
    }
    while index + 3 < bytes.count {
      if bytes[index] == 0xff, bytes[index + 1] == 0xd9 {
        return bytes[index + 2] == 0xff && bytes[index + 3] == 0xd8
      }
      index += 1
    }
    return false
  }

  /// An animation's control chunk stands before the first picture data.
  private static func isAnimatedPNG(_ bytes: [UInt8]) -> Bool {
    var index = 8
    while index + 8 <= bytes.count {
      let type = bytes[index + 4..<index + 8]
      if type.elementsEqual("acTL".utf8) { return true }
      if type.elementsEqual("IDAT".utf8) { return false }
      let length = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
      index += 12 + length
    }
    return false
  }
}

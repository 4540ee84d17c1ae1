import Foundation
import Testing

@testable import PipelineBridge

@Suite struct StillPictureTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xda, 0, 2, 7, 0xff, 0xd9]
  /// One picture of a GIF: a descriptor, the size of its codes, no data.
  private static let frame: [UInt8] = [0x2c] + [UInt8](repeating: 0, count: 9) + [2, 1, 0, 0]
  private static let gif: [UInt8] = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0] + [0x21, 0xf9, 2, 0, 0, 0]

  @Test(
    arguments: [
      ("a JPEG", jpeg, true),
      ("Motion JPEG", jpeg + jpeg, false),
      ("a PNG", png + [0, 0, 0, 0] + Array("IHDR".utf8) + [0, 0, 0, 0] + [0, 0, 0, 0] + Array("IDAT".utf8), true),
      ("an animated PNG", png + [0, 0, 0, 0] + Array("acTL".utf8) + [0, 0, 0, 0], false),
      ("a GIF", gif + frame + [0x3b], true),
      ("an animated GIF", gif + frame + frame, false),
      ("a WebP", Array("RIFF0000WEBPVP8 0000".utf8) + [0, 0], true),
      ("an animated WebP", Array("RIFF0000WEBPVP8X0000".utf8) + [2, 0], false),
      ("a BMP", Array("BM".utf8) + [9, 9, 9, 9] + [UInt8](repeating: 0, count: 30), true),
      ("an SVG", Array("<?xml version=\"1.0\"?>\n<svg xmlns=\"\">".utf8), true),
      ("a TIFF", [0x49, 0x49, 0x2a, 0, 8, 0], true),
      ("an MP4", [0, 0, 0, 24] + Array("ftypisom".utf8), false),
      ("a portable pixmap", Array("P6\n2 2\n255\n".utf8), true),
      ("HTML", Array("<html>".utf8), false),
      ("nothing", [], false),
      ("a cut-off GIF", Array("GIF89a".utf8), true),
      ("a cut-off JPEG", [0xff, 0xd8, 0xff], true),
    ] as [(String, [UInt8], Bool)])
  func firstBytes(name: String, bytes: [UInt8], isStill: Bool) {
    #expect((StillPicture.decoder(bytes) != nil) == isStill, "\(name)")
  }

  /// Broken files are no reason to end.
  @Test func anyBytesAreTaken() {
    var generator = SystemRandomNumberGenerator()
    for beginning in [Self.jpeg, Self.png, Self.gif, Array("RIFF0000WEBPVP8X".utf8), Array("BM".utf8)] {
      for length in 0..<200 {
        _ = StillPicture.decoder(beginning + (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
      }
    }
  }
}

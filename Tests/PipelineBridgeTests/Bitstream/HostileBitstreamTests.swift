import Foundation
import Testing

@testable import PipelineBridge

/// What cameras and files claim about their media, in numbers that nothing means well by: each is read to its end.
@Suite struct HostileBitstreamTests {
  private static let cases = UInt64(Scale.of(20_000, full: 500_000))

  private static let films = [
    Film.reordered, Film.inOrder, Film.baseline, Film.interlaced, Film.intraRefresh, Film.high422, Film.h265InOrder,
    Film.h265Reordered, Film.h265Main10,
  ]

  /// A unit with some of its bytes changed, ones in a row, or none left.
  private func damaged(_ unit: [UInt8], _ random: inout Mutator) -> [UInt8] {
    var bytes = unit
    for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
      case 1: bytes[index] = .random(in: 0...255, using: &random)
      case 2: bytes.replaceSubrange(index..., with: [UInt8](repeating: 0xff, count: bytes.count - index))
      case 3: bytes.replaceSubrange(index..., with: [UInt8](repeating: 0, count: bytes.count - index))
      case 4: bytes.insert(contentsOf: [0, 0, 3, 0, 0, 1].prefix(.random(in: 1...6, using: &random)), at: index)
      default: bytes.removeLast(bytes.count - index)
      }
    }
    return bytes
  }

  @Test func parameterSetsAndSlices() {
    for seed in 0..<Self.cases {
      var random = Mutator(seed: seed)
      let film = Self.films[Int(seed % UInt64(Self.films.count))]
      var (h264, h265) = (H264Reader(), H265Reader())
      for unit in film {
        let unit = Bool.random(using: &random) ? damaged(unit, &random) : unit
        _ = (h264.read(unit[...]), h265.read(unit[...]), h264.parameters?.profile, h265.parameters?.profile)
        _ = (RTPKeyFrames.vp8(unit[...]), RTPKeyFrames.vp9(unit[...]))
      }
    }
  }

  @Test func framings() {
    let framings: [NALUnits.Framing] = [.byteStream, .lengths(1), .lengths(2), .lengths(3), .lengths(4), .rtp]
    for seed in 0..<Self.cases {
      var random = Mutator(seed: seed)
      let film = Self.films[Int(seed % UInt64(Self.films.count))]
      let bytes = damaged(Array(film.joined(separator: [0, 0, 0, 1])), &random)
      // A slice whose indices do not begin at 0.
      let slice = bytes[min(bytes.count, Int(seed % 4))...]
      for framing in framings {
        for syntax in [NALUnits.Syntax.h264, .h265] {
          var units = 0
          NALUnits.forEach(in: slice, framing, syntax) { unit in
            units += 1
            return unit.count <= slice.count && units <= slice.count
          }
          #expect(units <= slice.count, "\(framing), \(syntax), seed \(seed)")
        }
      }
    }
  }

  @Test func packetsAndPictures() throws {
    let gif = bytes("474946383961 01000100 80 00 00 000000ffffff 2c00000000010001000002024401003b")
    let png = bytes("89504e470d0a1a0a 0000000d49484452 00000001000000010802000000907753de 0000000c49444154")
    let jpeg = bytes("ffd8ffe000104a46494600010100000100010000 ffda000c03010002 1103 ffd9")
    let packet = bytes("b0e0000100000001000000020000000300000004bede0001aabbccdd 67640000")
    for seed in 0..<Self.cases {
      var random = Mutator(seed: seed)
      for picture in [gif, png, jpeg] {
        let picture = damaged(picture, &random)
        #expect(GIFFrames.count(in: picture, upTo: 2) <= 2)
        _ = StillPicture.decoder(picture)
      }
      let packet = damaged(packet, &random)
      if let header = RTPHeader(packet) { #expect((12...packet.count).contains(header.length)) }
    }
  }

  /// The caps of a stream carry parameter sets too, in base64 or in the boxes of MP4.
  @Test func configurations() throws {
    try GStreamer.initialize()
    let configuration = bytes("0164000affe10018 6764000aacd94426c044000003000400000300f03c489658 01000468ef8fcb")
    for seed in 0..<Self.cases / 20 {
      var random = Mutator(seed: seed)
      let hex = damaged(configuration, &random).map { String(format: "%02x", $0) }.joined()
      let base64 = Data(damaged(Film.reordered[0], &random)).base64EncodedString()
      for text in [
        "video/x-h264,stream-format=avc,codec_data=(buffer)\(hex)", "video/x-h265,codec_data=(buffer)\(hex)",
        "application/x-rtp,media=video,encoding-name=H264,sprop-parameter-sets=(string)\"\(base64),\(base64)\"",
      ] {
        guard let caps = Caps(text) else { continue }
        var inspector = BitstreamInspector()
        inspector.begin(caps)
        _ = inspector.read(Film.reordered[0][...])
        _ = (inspector.profile, inspector.hasReorderedPictures, inspector.mayBeInterlaced)
      }
    }
  }
}

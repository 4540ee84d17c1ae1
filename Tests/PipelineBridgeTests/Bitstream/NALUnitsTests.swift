import Testing

@testable import PipelineBridge

@Suite struct NALUnitsTests {
  private func units(_ bytes: [UInt8], _ framing: NALUnits.Framing, _ syntax: NALUnits.Syntax = .h264) -> [[UInt8]] {
    var units: [[UInt8]] = []
    NALUnits.forEach(in: bytes[...], framing, syntax) {
      units.append(Array($0))
      return true
    }
    return units
  }

  @Test func byteStream() {
    #expect(
      units(bytes("00000001 6742 000001 68ef 000001 0601"), .byteStream)
        == [bytes("6742"), bytes("68ef"), bytes("0601")])
    #expect(units(bytes("000001"), .byteStream).isEmpty)
    #expect(units(bytes("010203"), .byteStream).isEmpty)
  }

  @Test func lengths() {
    #expect(units(bytes("00000002 6742 00000001 68"), .lengths(4)) == [bytes("6742"), bytes("68")])
    #expect(units(bytes("02 6742 ff 68"), .lengths(1)) == [bytes("6742"), bytes("68")])
  }

  @Test func packets() {
    #expect(units(bytes("6742"), .rtp) == [bytes("6742")])
    #expect(units(bytes("18 0002 6742 0001 68"), .rtp) == [bytes("6742"), bytes("68")])
    #expect(units(bytes("7c 85 8884"), .rtp) == [bytes("65 8884")])
    #expect(units(bytes("7c 05 8884"), .rtp).isEmpty)
    #expect(units(bytes("6001 0003 420101 0003 440102"), .rtp, .h265) == [bytes("420101"), bytes("440102")])
    #expect(units(bytes("6201 93 af08"), .rtp, .h265) == [bytes("2601 af08")])
    #expect(units([], .rtp).isEmpty && units(bytes("7c"), .rtp).isEmpty)
  }

  @Test func emulationPreventionBytes() {
    var reader = BitReader(bytes("00000301")[...])
    #expect(reader.bits(24) == 1 && !reader.isOverrun)
    #expect(reader.bits(8) == 0 && reader.isOverrun)
  }

  @Test func keyFramesOfVP8AndVP9() {
    #expect(RTPKeyFrames.vp8(bytes("10 50")[...])?.isKeyFrame == true)
    #expect(RTPKeyFrames.vp8(bytes("90 80 81 23 51")[...])?.isKeyFrame == false)
    #expect(RTPKeyFrames.vp8(bytes("00 50")[...]) == nil)
    #expect(RTPKeyFrames.vp9(bytes("8c 80")[...])?.isKeyFrame == true)
    #expect(RTPKeyFrames.vp9(bytes("cc 80")[...])?.isKeyFrame == false)
    #expect(RTPKeyFrames.vp9(bytes("84 80")[...]) == nil)
  }

  /// Whatever comes, nothing traps.
  @Test func hostileInput() throws {
    try GStreamer.initialize()
    var random = SystemRandomNumberGenerator()
    let films = [Film.reordered, Film.interlaced, Film.h265InOrder, Film.high422, Film.intraRefresh]
    let rtp = try #require(Caps("application/x-rtp,encoding-name=H264"))
    for round in 0..<3_000 {
      var data = films[round % films.count].flatMap { bytes("000001") + $0 }
      for _ in 0..<Int.random(in: 0..<12, using: &random) {
        data[Int.random(in: 0..<data.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      data = Array(data.prefix(Int.random(in: 0...data.count, using: &random)))
      let caps = ["h264", "h265"].map { Caps("video/x-\($0),codec_data=(buffer)01\(data.prefix(60).hex)") } + [rtp]
      for caps in caps.compactMap({ $0 }) {
        var inspector = BitstreamInspector()
        inspector.begin(caps)
        _ = inspector.read(data[...])
        _ = inspector.read(data.dropFirst(3))
        _ = inspector.profile
      }
      _ = RTPHeader(data)
      _ = RTPKeyFrames.vp8(data[...])
    }
  }
}

extension Sequence<UInt8> {
  fileprivate var hex: String {
    map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

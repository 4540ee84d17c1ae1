import Testing

@testable import PipelineBridge

@Suite struct ParameterSetsTests {
  private let sequence = bytes("6742c00a")
  private let picture = bytes("68cb83cb")
  private let start = bytes("00000001")

  @Test func setsThatComeOnceAreThereForLaterPictures() {
    var sets = ParameterSets()
    #expect(sets.begin() == nil)
    sets.note(sequence[...], beginsSequence: true)
    sets.note(picture[...], beginsSequence: false)
    #expect(sets.begin() == nil)
    for _ in 0..<2 { #expect(sets.begin() == start + sequence + start + picture) }
  }

  @Test func laterSetsReplaceThem() {
    var sets = ParameterSets()
    sets.note(sequence[...], beginsSequence: true)
    sets.note(picture[...], beginsSequence: false)
    _ = sets.begin()
    let other = bytes("6764000a")
    sets.note(other[...], beginsSequence: true)
    _ = sets.begin()
    #expect(sets.begin() == start + other)
  }

  @Test func theyAreBounded() {
    var sets = ParameterSets()
    for number in 0..<1000 {
      sets.note(
        ([0x68, UInt8(number >> 8), UInt8(number & 255)] + Array(repeating: 1, count: 100))[...], beginsSequence: false)
    }
    #expect(sets.begin()!.count < 20_000)
  }

  @Test func onlyPicturesAtWhichDecodingBeginsLackThem() throws {
    var inspector = BitstreamInspector()
    try GStreamer.initialize()
    inspector.begin(try #require(Caps("video/x-h264,stream-format=byte-stream,alignment=au")))
    let film = Film.baseline.map { start + $0 }
    _ = inspector.read(film[0..<3].flatMap { $0 }[...])
    #expect(inspector.missing == nil)
    _ = inspector.read(film[3][...])
    #expect(inspector.missing == nil)
    _ = inspector.read(film[2][...])
    #expect(inspector.missing?.sets == film[0] + film[1] && inspector.missing?.offset == 0)
    // Behind an access unit delimiter.
    _ = inspector.read((start + [9, 0xF0] + film[2])[...])
    #expect(inspector.missing?.offset == 7)
  }
}

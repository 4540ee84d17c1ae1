import Testing

@testable import PipelineBridge

@Suite struct H264ReaderTests {
  private func reader(_ units: [[UInt8]]) -> H264Reader {
    var reader = H264Reader()
    for unit in units { _ = reader.read(unit[...]) }
    return reader
  }

  @Test func picturesThatAreShownBeforeOnesDecodedEarlier() {
    #expect(reader(Film.reordered).hasReorderedPictures)
    #expect(!reader(Array(Film.reordered.prefix(4))).hasReorderedPictures)
    #expect(reader(Film.interlaced).hasReorderedPictures)
  }

  @Test func noFalseAlarm() {
    for film in [Film.inOrder, Film.baseline, Film.intraRefresh] {
      #expect(!reader(film).hasReorderedPictures)
      // Packets that overtake each other, and pictures that are missing.
      #expect(!reader(Array(film.prefix(3)) + film.dropFirst(3).reversed()).hasReorderedPictures)
      #expect(!reader(film + film.dropFirst(4) + film).hasReorderedPictures)
    }
  }

  /// A sender that returns with another encoder.
  @Test func parameterSetsThatRuleItOut() {
    #expect(!reader(Film.reordered + Film.inOrder).hasReorderedPictures)
    #expect(reader(Film.reordered + Film.inOrder).parameters?.maximumReordering == 0)
    #expect(reader(Film.inOrder + Film.reordered).hasReorderedPictures)
    #expect(reader(Film.reordered).parameters?.maximumReordering == 2)
  }

  @Test func profiles() {
    #expect(reader(Film.reordered).parameters?.profile == .high)
    #expect(reader(Film.baseline).parameters?.profile == .baselineWithinMain)
    #expect(reader(Film.high422).parameters?.profile == .high422)
    #expect(reader(Film.interlaced).parameters?.isFramesOnly == false)
  }

  @Test func entryPoints() {
    var reader = H264Reader()
    let pictures = (Film.inOrder + Film.intraRefresh).compactMap { reader.read($0[...]) }
    #expect(pictures.map(\.isKeyFrame) == [true, false, false, false, false, false])
    #expect(pictures.map(\.isEntryPoint) == [true, false, false, false, true, false])
  }
}

@Suite struct H265ReaderTests {
  @Test func order() throws {
    #expect(try #require(H265SequenceParameters(Film.h265InOrder[0][...])).maximumReordering == 0)
    #expect(try #require(H265SequenceParameters(Film.h265Reordered[0][...])).maximumReordering == 2)
  }

  @Test func profiles() throws {
    let main = try #require(H265SequenceParameters(Film.h265InOrder[0][...])).profile
    #expect(main == H265Profile(number: 1, isHighTier: false, level: 30))
    #expect(try #require(H265SequenceParameters(Film.h265Main10[0][...])).profile.number == 2)
  }

  @Test func pictures() {
    var reader = H265Reader()
    let pictures = Film.h265InOrder.map { reader.read($0[...])?.isKeyFrame }
    #expect(pictures == [nil, true, false])
  }
}

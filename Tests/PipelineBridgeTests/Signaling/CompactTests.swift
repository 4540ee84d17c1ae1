import Testing

@testable import PipelineBridge

@Suite struct CompactTests {
  @Test(arguments: Fixture.allCases)
  func thereAndBack(fixture: Fixture) throws {
    for kind in [SessionDescription.Kind.offer, .answer] {
      let description = SessionDescription(kind: kind, sdp: fixture.text)
      let text = description.text(as: .compact)
      #expect(text.hasPrefix("bridge1-\(kind.rawValue)-"))
      #expect(text.utf8.count < fixture.text.utf8.count)
      let back = try PastedDescription(text)
      #expect(back.description == description)
      #expect(back.form == .compact)
    }
  }

  /// Every character counts: a text with any one of them missing or changed is refused.
  @Test func noCharacterIsWithoutMeaning() {
    let text = Array(SessionDescription(kind: .answer, sdp: Fixture.chromiumAnswer.text).text(as: .compact).utf8)
    for index in text.indices {
      var without = text
      without.remove(at: index)
      #expect(signalingError { () throws(SignalingError) in try read(without) } != nil, "without \(index)")
      for bit in [UInt8(1), 2, 32] {
        var changed = text
        changed[index] ^= bit
        #expect(signalingError { () throws(SignalingError) in try read(changed) } != nil, "\(index) ^ \(bit)")
      }
    }
  }

  @Test func aSmallTextThatGrowsIsRefused() throws {
    let zeros = try #require(Deflate.compress([UInt8](repeating: 0, count: 50 << 20)))
    #expect(Deflate.decompress(zeros, limit: SDP.maximumBytes) == nil)
    #expect(Deflate.decompress(zeros, limit: 50 << 20)?.count == 50 << 20)
  }

  @Test func answersSayWhatTheyAnswer() throws {
    let offer = SessionDescription(kind: .offer, sdp: Fixture.webrtcbinOffer.text)
    let answer = SessionDescription(kind: .answer, sdp: Fixture.chromiumAnswer.text).answering(offer)
    #expect(answer.answeredOffer == offer.iceUsernameFragment)
    #expect(answer.answering(offer) == answer)
    #expect(try RemoteAnswer(answer.sdp, to: LocalOffer(checking: offer.sdp)).selections.count == 2)
  }

  private func read(_ bytes: [UInt8]) throws(SignalingError) -> SessionDescription {
    try SessionDescription(pasted: String(decoding: bytes, as: UTF8.self))
  }
}

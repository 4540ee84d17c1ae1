import Testing

@testable import PipelineBridge

/// Seeded damage to real descriptions: every one is refused with a `SignalingError`, or it yields a text that is
/// itself a good description. One after the other: each takes a processor for seconds, and others have deadlines.
@Suite(.serialized) struct MutationTests {
  @Test(arguments: [Fixture.chromiumOffer, .firefoxOffer, .firefoxOfferMaxBundle])
  func remoteOffer(_ fixture: Fixture) throws {
    try mutate(fixture) { text, comment throws(SignalingError) in
      let offer = try RemoteOffer(text)
      let kept = selections(offer)
      let extensions = Set(offer.sections.flatMap(\.extensions).map(\.uri))
      let sanitized = offer.sanitized(keeping: kept, extensions: extensions)
      guard !kept.isEmpty else { return }
      // `try?` and not `try`: a refusal here would pass for one of the damaged text.
      let again = try? RemoteOffer(sanitized)
      let keptAgain = again.map(selections) ?? []
      #expect(!sanitized.contains(".local"), comment)
      #expect(keptAgain.map(\.payloadType) == kept.map(\.payloadType), comment)
      #expect(again?.sanitized(keeping: keptAgain, extensions: extensions) == sanitized, comment)
    }
  }

  @Test func localAnswer() throws {
    let offer = try RemoteOffer(Fixture.chromiumOffer.text)
    let selections = selections(offer)
    try mutate(.webrtcbinAnswer) { text, comment throws(SignalingError) in
      let answer = try LocalAnswer(checking: text, against: offer, selections: selections)
      let again = try? LocalAnswer(checking: answer.sdp, against: offer, selections: selections)
      #expect(again?.sdp == answer.sdp, comment)
    }
  }

  @Test func localOffer() throws {
    try mutate(.webrtcbinOffer) { text, comment throws(SignalingError) in
      let offer = try LocalOffer(checking: text)
      #expect((try? LocalOffer(checking: offer.sdp))?.sdp == offer.sdp, comment)
    }
  }

  @Test(arguments: [Fixture.chromiumAnswer, .firefoxAnswerWithoutH264])
  func remoteAnswer(_ fixture: Fixture) throws {
    let offer = try LocalOffer(checking: Fixture.webrtcbinOffer.text)
    try mutate(fixture) { text, comment throws(SignalingError) in
      let answer = try RemoteAnswer(text, to: offer)
      let sanitized = answer.sanitized()
      #expect(!sanitized.contains(".local"), comment)
      #expect((try? RemoteAnswer(sanitized, to: offer))?.sanitized() == sanitized, comment)
    }
  }

  @Test func pasted() throws {
    try mutate(.chromiumAnswer) { text, _ throws(SignalingError) in _ = try SessionDescription(pasted: text) }
  }

  private func selections(_ offer: RemoteOffer) -> [Selection] {
    [
      offer.selection(kind: .video, codecs: [.h264, .vp8, .vp9, .av1]),
      offer.selection(kind: .audio, codecs: [.opus]),
    ].compactMap { $0 }
  }

  /// Runs `body` on the damaged texts. What it throws must be for the damage: the text itself is good, but for the
  /// one answer that is a refusal.
  private func mutate(_ fixture: Fixture, _ body: (String, Comment) throws(SignalingError) -> Void) throws {
    let text = fixture.text
    var refused = 0
    for seed in UInt64(1)...2_000 {
      var mutator = Mutator(seed: seed)
      let comment: Comment = "\(fixture.rawValue), seed \(seed)"
      do {
        try body(mutator.mutate(text), comment)
      } catch {
        refused += 1
        #expect(!error.detail.isEmpty && error.detail.utf8.count < 400, comment)
      }
    }
    #expect(fixture == .firefoxAnswerWithoutH264 || (1..<1_900).contains(refused), "\(refused) of 2,000 refused")
  }
}

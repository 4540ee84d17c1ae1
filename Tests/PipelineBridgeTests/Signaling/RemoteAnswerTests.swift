import Testing

@testable import PipelineBridge

@Suite struct RemoteAnswerTests {
  private let offer: LocalOffer
  private let text = Fixture.chromiumAnswer.text

  init() throws { offer = try LocalOffer(checking: Fixture.webrtcbinOffer.text, streamID: "bridge") }

  @Test func localOfferIsCompleted() throws {
    #expect(offer.sdp.count(ofLinesStarting: "a=rtcp-mux-only") == 2)
    #expect(offer.sdp.section(0).contains("a=msid:bridge video0"))
    #expect(offer.sdp.section(1).contains("a=msid:bridge audio1"))
    #expect(offer.sdp.section(1)[0].hasPrefix("m=audio 0 "))
    #expect(offer.sdp.section(0).last == "a=end-of-candidates")
    #expect(try LocalOffer(checking: offer.sdp, streamID: "bridge").sdp == offer.sdp)
  }

  @Test(arguments: [
    ("a=sendonly", "a=recvonly", "sends nothing"), ("a=fingerprint", "a=x", "a=fingerprint"),
    ("a=group", "a=x", "BUNDLE"),
  ])
  func localOfferIsChecked(prefix: String, replacement: String, words: String) throws {
    let edited = Fixture.webrtcbinOffer.text.replacingLines(prefix, with: replacement)
    let error = try #require(signalingError { () throws(SignalingError) in try LocalOffer(checking: edited) })
    #expect(error.detail.contains(words), "\(error)")
  }

  @Test func chromium() throws {
    let answer = try RemoteAnswer(text, to: offer)
    #expect(answer.selections.map(\.codec) == [.h264, .opus])
    #expect(answer.selections.map(\.payloadType) == [96, 97])
    #expect(answer.selections.map(\.rtxPayloadType) == [98, nil])
    let sanitized = answer.sanitized()
    #expect(!sanitized.contains(".local") && !sanitized.contains("a=rtcp:"))
    #expect(try RemoteAnswer(sanitized, to: offer).sanitized() == sanitized)
    #expect(sanitized.count(ofLinesStarting: "a=setup:active") == 3)
  }

  @Test func firefoxWithoutH264() throws {
    let error = try #require(
      signalingError { () throws(SignalingError) in
        try RemoteAnswer(Fixture.firefoxAnswerWithoutH264.text, to: offer)
      })
    #expect(error.code == .unsupported)
    #expect(error.detail == "section 0 (video, mid \"video0\") was rejected: the browser cannot play H264")
  }

  @Test func transportOnlyInTheTaggedSection() throws {
    var section = -1
    let bare = text.editingLines { line in
      if line.hasPrefix("m=") { section += 1 }
      let isTransport = ["a=ice-", "a=fingerprint", "a=setup", "a=rtcp-mux"].contains { line.hasPrefix($0) }
      return section > 0 && isTransport ? nil : line
    }
    #expect(try RemoteAnswer(bare, to: offer).sanitized() == RemoteAnswer(text, to: offer).sanitized())
  }

  @Test func audioRejected() throws {
    let rejecting = text.replacing("m=audio 9", with: "m=audio 0")
      .replacing("BUNDLE video0 audio1 ", with: "BUNDLE video0 ")
    let answer = try RemoteAnswer(rejecting, to: offer)
    #expect(answer.selections.map(\.codec) == [.h264])
    #expect(answer.sanitized().section(1)[0] == "m=audio 0 UDP/TLS/RTP/SAVPF 97")
    #expect(answer.sanitized().section(1).contains("a=inactive"))
  }

  @Test(arguments: [
    ("a=recvonly", "a=inactive", "takes no media"), ("a=recvonly", "a=sendonly", "takes no media"),
    ("a=rtpmap", "a=rtpmap:96 VP8/90000", "none of its formats has an a=rtpmap"),
    ("a=fingerprint", "a=x", "has no a=fingerprint"),
    ("a=ice-ufrag", "a=x", "has no a=ice-ufrag"), ("a=ice-pwd", "a=x", "has no a=ice-pwd"),
    ("a=setup", "a=setup:actpass", "a=setup in an answer"), ("a=group", "a=x", "no a=group:BUNDLE"),
    ("m=application", "m=audio 0 UDP/TLS/RTP/SAVPF 0", "stands where the offer has"),
  ])
  func refuses(prefix: String, replacement: String, words: String) throws {
    let edited = text.replacingLines(prefix, with: replacement)
    let error = try #require(signalingError { () throws(SignalingError) in try RemoteAnswer(edited, to: offer) })
    #expect(error.code == .unsupported)
    #expect(error.detail.contains(words), "\(error)")
  }

  @Test func refusesOtherMids() {
    let swapped = text.replacing("video0", with: "x").replacing("audio1", with: "video0").replacing("x", with: "audio1")
    #expect(signalingError { () throws(SignalingError) in try RemoteAnswer(swapped, to: offer) } != nil)
  }
}

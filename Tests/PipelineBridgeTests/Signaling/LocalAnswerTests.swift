import Testing

@testable import PipelineBridge

@Suite struct LocalAnswerTests {
  private let offer: RemoteOffer
  private let selections: [Selection]
  private let text = Fixture.webrtcbinAnswer.text

  init() throws {
    offer = try RemoteOffer(Fixture.chromiumOffer.text)
    selections = [
      try #require(offer.selection(kind: .video, codecs: [.h264])),
      try #require(offer.selection(kind: .audio, codecs: [.opus])),
    ]
  }

  private func answer(_ text: String, candidates: [ICECandidate] = []) throws(SignalingError) -> LocalAnswer {
    try LocalAnswer(checking: text, against: offer, selections: selections, streamID: "bridge", candidates: candidates)
  }

  @Test func addsWhatWHEPDemands() throws {
    #expect(text.count(ofLinesStarting: "a=rtcp-mux-only") == 0)
    let sdp = try answer(text).sdp
    for (index, mid) in [(0, "0"), (1, "1")] {
      let section = sdp.section(index)
      #expect(section.contains("a=rtcp-mux") && section.contains("a=rtcp-mux-only"))
      #expect(section.filter { $0.hasPrefix("a=msid:") } == ["a=msid:bridge \(mid)"])
      let sources = section.filter { $0.contains(" msid:") }
      #expect(!sources.isEmpty && sources.allSatisfy { $0.hasSuffix(" msid:bridge \(mid)") })
    }
    #expect(!sdp.section(2).contains { $0.hasPrefix("a=rtcp-mux") || $0.hasPrefix("a=msid") })
    #expect(sdp.section(0).filter { $0.hasPrefix("a=candidate") || $0 == "a=end-of-candidates" }.count == 10)
    #expect(sdp.section(0).last == "a=end-of-candidates")
    #expect(sdp.count(ofLinesStarting: "a=end-of-candidates") == 1)
  }

  @Test func changesNothingElse() throws {
    let sdp = try answer(text).sdp
    let added = sdp.sdpLines.filter { !text.hasLine($0) }
    #expect(
      Set(added.map { $0.split(separator: " ").last.map(String.init) ?? $0 })
        .isSubset(of: ["0", "1", "a=rtcp-mux-only", "a=end-of-candidates"]))
    let gone = text.sdpLines.filter { !sdp.hasLine($0) }
    #expect(gone.allSatisfy { $0.contains(" msid:") })
  }

  @Test func twiceIsOnce() throws {
    let once = try answer(text).sdp
    #expect(try answer(once).sdp == once)
    let webrtcbinsOwn = text.inserting("a=msid:other other", after: "a=mid:0").inserting("a=ice-lite", after: "t=")
    let sdp = try answer(webrtcbinsOwn).sdp
    #expect(sdp.count(ofLinesStarting: "a=msid:") == 2)
    #expect(sdp.hasLine("a=ice-lite"))
  }

  @Test func addsCandidates() throws {
    let known = ICECandidate(foundation: "7", priority: 1, address: "192.0.2.17", port: 5000)
    let bare = text.droppingLines("a=candidate")
    let sdp = try answer(bare, candidates: [known, known]).sdp
    #expect(sdp.section(0).suffix(2) == ["a=\(known.candidate)", "a=end-of-candidates"])
    #expect(sdp.count(ofLinesStarting: "a=candidate") == 1)
    #expect(try answer(sdp, candidates: [known]).sdp == sdp)
    #expect(try answer(bare).sdp.count(ofLinesStarting: "a=end-of-candidates") == 0)
  }

  @Test(arguments: [
    ("a=sendonly", "a=inactive", "section 0 (video, mid \"0\") cannot be sent H264 as payload type 108"),
    ("a=sendonly", "a=sendrecv", "answered sendrecv"),
    ("m=video", "m=video 9 UDP/TLS/RTP/SAVPF 96", "format 96"),
    ("a=ssrc-group", "a=ssrc-group:FID 0 3414878034", "caps"),
    ("a=mid:1", "a=mid:x", "no section has that a=mid"),
    ("a=fingerprint", "a=x", "a=fingerprint"),
    ("a=setup", "a=setup:actpass", "a=setup in an answer must be active or passive"),
    ("m=application", "m=audio 0 UDP/TLS/RTP/SAVPF 9", "stands where the offer has"),
  ])
  func refuses(prefix: String, replacement: String, words: String) throws {
    let edited = text.replacingLines(prefix, with: replacement)
    #expect(edited != text)
    let error = try #require(signalingError { () throws(SignalingError) in try answer(edited) })
    #expect(error.code == .unsupported)
    #expect(error.detail.contains(words), "\(error)")
  }

  @Test func refusesAnotherNumberOfSections() {
    let error = signalingError { () throws(SignalingError) in try answer("v=0\r\n") }
    #expect(error?.detail == "the answer has 0 media sections, its offer 3")
  }

  @Test func rejectedSectionsStayRejected() throws {
    let rejecting = Fixture.chromiumOffer.text.replacing("m=audio 9", with: "m=audio 0")
      .replacing("BUNDLE 0 1 2", with: "BUNDLE 0 2")
    let offer = try RemoteOffer(rejecting)
    let answer = try LocalAnswer(checking: text, against: offer, selections: Array(selections.prefix(1)))
    #expect(answer.sdp.section(1)[0] == "m=audio 0 UDP/TLS/RTP/SAVPF 111")
    #expect(answer.sdp.hasLine("a=group:BUNDLE 0 2"))
  }

  @Test func extensionOfferedReceiveOnlyIsAnsweredSendOnly() throws {
    let uri = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
    let text = text.inserting("a=extmap:5 \(uri)", after: "a=mid:0")
    #expect(try answer(text).sdp.hasLine("a=extmap:5 \(uri)"))
    let firefoxLike = try RemoteOffer(Fixture.chromiumOffer.text.replacing("a=extmap:5 ", with: "a=extmap:5/recvonly "))
    let answer = try LocalAnswer(checking: text, against: firefoxLike, selections: selections)
    #expect(answer.sdp.hasLine("a=extmap:5/sendonly \(uri)"))
  }
}

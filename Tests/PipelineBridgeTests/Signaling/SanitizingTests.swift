import Testing

@testable import PipelineBridge

@Suite struct SanitizingTests {
  private static let playoutDelay = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
  private static let attributes: Set<String> = [
    "group", "mid", "ice-ufrag", "ice-pwd", "ice-options", "fingerprint", "setup", "rtcp-mux", "rtcp-rsize",
    "recvonly", "sendrecv", "inactive", "rtpmap", "fmtp", "rtcp-fb", "extmap", "sctp-port", "max-message-size",
    "candidate",
  ]

  private func selections(_ offer: RemoteOffer) -> [Selection] {
    [
      offer.selection(kind: .video, codecs: [.h264, .vp8]), offer.selection(kind: .audio, codecs: [.opus]),
    ].compactMap { $0 }
  }

  @Test(arguments: Fixture.browserOffers)
  func onlyKnownAttributes(_ fixture: Fixture) throws {
    let strange = "a=x-strange:1\r\na=ssrc:1 cname:x\r\na=rtcp:9 IN IP4 host.local\r\ni=information\r\nb=AS:1"
    let offer = try RemoteOffer(fixture.text.inserting(strange, after: "c="))
    let text = offer.sanitized(keeping: selections(offer), extensions: [Self.playoutDelay])
    for line in try SDP(parsing: text).media.flatMap(\.lines) {
      #expect(line.type == "c" || line.attribute.map { Self.attributes.contains(String($0.name)) } == true, "\(line)")
    }
    #expect(!text.contains(".local"))
    #expect(!text.contains("transport-cc"))
    #expect(!text.contains("goog-remb"))
    #expect(text.count(ofLinesStarting: "a=extmap:") == 1)
    #expect(text.sdpLines.contains { $0.hasPrefix("a=extmap:") && $0.hasSuffix(" \(Self.playoutDelay)") })
  }

  @Test(arguments: Fixture.browserOffers)
  func sameSectionsInTheSameOrder(_ fixture: Fixture) throws {
    let offer = try RemoteOffer(fixture.text)
    let again = try RemoteOffer(offer.sanitized(keeping: selections(offer)))
    #expect(again.sections.map(\.mid) == offer.sections.map(\.mid))
    #expect(again.sections.map(\.kind) == offer.sections.map(\.kind))
    #expect(again.sections.map(\.direction) == offer.sections.map(\.direction))
    #expect(again.description.transport == offer.description.transport)
    #expect(selections(again).map(\.payloadType) == selections(offer).map(\.payloadType))
    #expect(selections(again).map(\.rtxPayloadType) == selections(offer).map(\.rtxPayloadType))
  }

  @Test(arguments: Fixture.browserOffers)
  func idempotent(_ fixture: Fixture) throws {
    let offer = try RemoteOffer(fixture.text)
    for kept in [selections(offer), Array(selections(offer).prefix(1)), Array(selections(offer).suffix(1))] {
      let once = offer.sanitized(keeping: kept, extensions: [Self.playoutDelay])
      let again = try RemoteOffer(once)
      let same = [
        again.selection(kind: .video, codecs: [.h264, .vp8]), again.selection(kind: .audio, codecs: [.opus]),
      ]
      #expect(again.sanitized(keeping: same.compactMap { $0 }, extensions: [Self.playoutDelay]) == once)
    }
  }

  @Test func videoOfChromiumLineByLine() throws {
    let offer = try RemoteOffer(Fixture.chromiumOffer.text)
    let transport = offer.description.transport
    let text = offer.sanitized(keeping: selections(offer), extensions: [Self.playoutDelay])
    #expect(
      text.section(0) == [
        "m=video 9 UDP/TLS/RTP/SAVPF 108 109", "c=IN IP4 0.0.0.0", "a=mid:0", "a=ice-ufrag:\(transport.iceUfrag)",
        "a=ice-pwd:\(transport.icePwd)", "a=ice-options:trickle", "a=fingerprint:\(transport.fingerprint)",
        "a=setup:actpass", "a=rtcp-mux", "a=rtcp-rsize", "a=recvonly", "a=extmap:5 \(Self.playoutDelay)",
        "a=rtpmap:108 H264/90000", "a=rtcp-fb:108 nack", "a=rtcp-fb:108 nack pli", "a=rtcp-fb:108 ccm fir",
        "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        "a=rtpmap:109 rtx/90000", "a=fmtp:109 apt=108",
      ])
  }

  @Test func sessionLevelAttributesMoveDown() throws {
    let text = Fixture.chromiumOffer.text
    let names = ["a=setup", "a=fingerprint", "a=ice-ufrag", "a=ice-pwd", "a=ice-options", "a=recvonly"]
    let moved = names.compactMap { name in text.sdpLines.first { $0.hasPrefix(name) } }
    let offer = try RemoteOffer(
      text.editingLines { line in names.contains { line.hasPrefix($0) } ? nil : line }
        .inserting(moved.joined(separator: "\r\n"), after: "a=group"))
    let sanitized = offer.sanitized(keeping: selections(offer))
    #expect(sanitized == (try RemoteOffer(text).sanitized(keeping: selections(offer))))
    for line in moved.dropLast() { #expect(sanitized.count(ofLinesStarting: line) == 3) }
  }

  @Test func sectionsWithoutSelectionStayInactive() throws {
    let offer = try RemoteOffer(Fixture.chromiumOffer.text)
    let audio = offer.sanitized(keeping: Array(selections(offer).prefix(1))).section(1)
    #expect(audio[0] == "m=audio 9 UDP/TLS/RTP/SAVPF 111")
    #expect(audio.contains("a=inactive") && !audio.contains("a=recvonly"))
    #expect(audio.filter { $0.hasPrefix("a=rtpmap") || $0.hasPrefix("a=fmtp") } == ["a=rtpmap:111 opus/48000/2"])
  }

  @Test func candidates() throws {
    let lines = [
      "candidate:1 1 udp 2113937151 192.0.2.17 5000 typ host generation 0 network-cost 999",
      "candidate:2 1 udp 2113937151 secret.local 5000 typ host", "candidate:3 2 udp 1 192.0.2.17 5001 typ host",
      "candidate:4 1 sctp 1 192.0.2.17 5000 typ host", "candidate:5 1 udp 1 224.0.0.1 5000 typ host",
      "candidate:6 1 tcp 1 2001:db8::17 9 typ host tcptype active", "candidate:nonsense",
      "candidate:7 1 udp 1 198.51.100.7 5000 typ srflx raddr hidden.local rport 5000",
      "candidate:8 1 udp 1 198.51.100.7 5000 typ srflx raddr 0.0.0.0 rport 0",
    ]
    let text = Fixture.chromiumOffer.text.droppingLines("a=candidate")
      .inserting(lines.map { "a=\($0)" }.joined(separator: "\r\n"), after: "c=")
    let offer = try RemoteOffer(text)
    let kept = offer.sanitized(keeping: selections(offer)).sdpLines.filter { $0.hasPrefix("a=candidate") }
    #expect(
      kept == [
        "a=candidate:1 1 UDP 2113937151 192.0.2.17 5000 typ host",
        "a=candidate:6 1 TCP 1 2001:db8::17 9 typ host tcptype active",
        "a=candidate:8 1 UDP 1 198.51.100.7 5000 typ srflx raddr 0.0.0.0 rport 0",
      ])
  }

  @Test func atMost32Candidates() throws {
    let lines = (1...1_000).map { "a=candidate:\($0) 1 UDP 1 192.0.2.17 \($0) typ host" }
    let offer = try RemoteOffer(Fixture.chromiumOffer.text.inserting(lines.joined(separator: "\r\n"), after: "a=mid:0"))
    #expect(offer.sanitized(keeping: selections(offer)).count(ofLinesStarting: "a=candidate") == 32)
  }

  @Test func formatParametersCannotPoseAsCapsFields() throws {
    let text = Fixture.chromiumOffer.text.replacingLines(
      "a=fmtp:108", with: "a=fmtp:108 packetization-mode=1;payload=0;media=(string)audio;profile-level-id=42e01f")
    let offer = try RemoteOffer(text)
    let sanitized = offer.sanitized(keeping: selections(offer))
    #expect(sanitized.hasLine("a=fmtp:108 packetization-mode=1;profile-level-id=42e01f"))
  }

  @Test func feedbackForAllFormats() throws {
    let text = Fixture.chromiumOffer.text.droppingLines("a=rtcp-fb").inserting("a=rtcp-fb:* nack pli", after: "a=mid:0")
    let offer = try RemoteOffer(text)
    #expect(offer.sanitized(keeping: selections(offer)).hasLine("a=rtcp-fb:108 nack pli"))
  }
}

import Testing

@testable import PipelineBridge

/// One line for every reason to refuse an offer.
@Suite struct RemoteOfferRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let words: String
    let edit: @Sendable (String) -> String

    init(_ name: String, _ words: String, _ edit: @escaping @Sendable (String) -> String) {
      testDescription = name
      self.words = words
      self.edit = edit
    }
  }

  static let cases = [
    Case("no fingerprint", "section 0 (video, mid \"0\") has no a=fingerprint") { $0.droppingLines("a=fingerprint") },
    Case("sha-1", "a=fingerprint must be") { $0.replacingLines("a=fingerprint", with: "a=fingerprint:sha-1 AA:BB") },
    Case("short fingerprint", "a=fingerprint must be") {
      $0.replacingLines("a=fingerprint", with: "a=fingerprint:sha-256 AA:BB")
    },
    Case("fingerprint of another hash's length", "a=fingerprint must be") {
      $0.replacing("a=fingerprint:sha-256", with: "a=fingerprint:sha-512")
    },
    Case("fingerprint not hexadecimal", "a=fingerprint must be") {
      $0.editingLines { $0.hasPrefix("a=fingerprint") ? $0.dropLast(2) + "ZZ" : $0 }
    },
    Case("no ufrag", "has no a=ice-ufrag") { $0.droppingLines("a=ice-ufrag") },
    Case("short ufrag", "a=ice-ufrag must be") { $0.replacingLines("a=ice-ufrag", with: "a=ice-ufrag:abc") },
    Case("long ufrag", "a=ice-ufrag must be") {
      $0.replacingLines("a=ice-ufrag", with: "a=ice-ufrag:" + String(repeating: "a", count: 65))
    },
    Case("ufrag with a space", "a=ice-ufrag must be") { $0.replacingLines("a=ice-ufrag", with: "a=ice-ufrag:ab cd") },
    Case("no pwd", "has no a=ice-pwd") { $0.droppingLines("a=ice-pwd") },
    Case("short pwd", "a=ice-pwd must be") {
      $0.replacingLines("a=ice-pwd", with: "a=ice-pwd:" + String(repeating: "a", count: 21))
    },
    Case("long pwd", "a=ice-pwd must be") {
      $0.replacingLines("a=ice-pwd", with: "a=ice-pwd:" + String(repeating: "a", count: 257))
    },
    Case("no mid", "section 0 (video) has no a=mid") { $0.droppingLines("a=mid") },
    Case("mid no token", "a=mid must be") { $0.replacingLines("a=mid:1", with: "a=mid:a b") },
    Case("empty mid", "a=mid must be") { $0.replacingLines("a=mid:1", with: "a=mid:") },
    Case("long mid", "a=mid must be") {
      $0.replacingLines("a=mid:1", with: "a=mid:" + String(repeating: "a", count: 33))
    },
    Case("duplicate mid", "section 1 (audio, mid \"0\"): its a=mid is another") {
      $0.replacingLines("a=mid:1", with: "a=mid:0")
    },
    Case("no bundle", "no a=group:BUNDLE") { $0.droppingLines("a=group") },
    Case("empty bundle", "no a=group:BUNDLE") { $0.replacingLines("a=group", with: "a=group:BUNDLE") },
    Case("another group", "no a=group:BUNDLE") { $0.replacingLines("a=group", with: "a=group:LS 0 1 2") },
    Case("bundle without audio", "section 1 (audio, mid \"1\") is not in a=group:BUNDLE") {
      $0.replacingLines("a=group", with: "a=group:BUNDLE 0 2")
    },
    Case("bundle of a stranger", "names \"9\"") { $0.replacingLines("a=group", with: "a=group:BUNDLE 0 1 2 9") },
    Case("bundle naming twice", "twice") { $0.replacingLines("a=group", with: "a=group:BUNDLE 0 1 2 0") },
    Case("no rtcp-mux", "has no a=rtcp-mux") { $0.droppingLines("a=rtcp-mux") },
    Case("setup passive", "a=setup in an offer must be actpass or active") {
      $0.replacingLines("a=setup", with: "a=setup:passive")
    },
    Case("setup holdconn", "a=setup") { $0.replacingLines("a=setup", with: "a=setup:holdconn") },
    Case("no setup", "a=setup") { $0.droppingLines("a=setup") },
    Case("payload type 128", "payload type 128") { $0.replacing("SAVPF 96 97", with: "SAVPF 128 97") },
    Case("payload type -1", "payload type -1") { $0.replacing("SAVPF 96 97", with: "SAVPF -1 97") },
    Case("huge payload type", "is not a number") {
      $0.replacing("SAVPF 96 97", with: "SAVPF 99999999999999999999 97")
    },
    Case("payload type twice", "stands twice") { $0.replacing("SAVPF 96 97", with: "SAVPF 96 96") },
    Case("payload type with two meanings", "payload type 111 means another format") {
      $0.replacing("SAVPF 96 97", with: "SAVPF 111 97").replacing("rtpmap:96 ", with: "rtpmap:111 ")
    },
    Case("no media", "no video and no audio") { $0.sdpLines.prefix(5).joined(separator: "\n") },
    Case("data only", "no video and no audio") { text in
      (text.sdpLines.prefix(5) + text.section(2)).joined(separator: "\n")
    },
    Case("all rejected", "no video and no audio") {
      $0.replacing("m=video 9", with: "m=video 0").replacing("m=audio 9", with: "m=audio 0")
    },
    Case("sendonly", "asks for no media") { $0.replacingLines("a=recvonly", with: "a=sendonly") },
    Case("inactive", "asks for no media") { $0.replacingLines("a=recvonly", with: "a=inactive") },
    Case("no DTLS", "protocol RTP/AVP instead of") { $0.replacing("UDP/TLS/RTP/SAVPF", with: "RTP/AVP") },
    Case("text section", "section 1 (text, mid \"1\"): only video, audio and a data channel") {
      $0.replacing("m=audio", with: "m=text")
    },
    Case("another application", "section 2 (application, mid \"2\"): only") {
      $0.replacing("UDP/DTLS/SCTP webrtc-datachannel", with: "UDP/BFCP *")
    },
  ]

  @Test(arguments: cases)
  func refuses(_ example: Case) throws {
    let text = Fixture.chromiumOffer.text
    let edited = example.edit(text)
    #expect(edited != text, "the edit does nothing")
    let error = try #require(signalingError { () throws(SignalingError) in try RemoteOffer(edited) })
    #expect(error.code == .unsupported)
    #expect(error.detail.contains(example.words), "\(error)")
    #expect(!error.detail.contains("\n") && error.detail.utf8.count < 200)
  }

  @Test func takesWhatIsLegal() throws {
    let text = Fixture.chromiumOffer.text
    let fingerprint512 = "a=fingerprint:SHA-512 " + Array(repeating: "ab", count: 64).joined(separator: ":")
    let edits = [
      text.replacingLines("a=setup", with: "a=setup:active"),
      text.replacingLines("a=recvonly", with: "a=sendrecv"),
      text.droppingLines("a=recvonly"),
      text.replacingLines("a=fingerprint", with: fingerprint512),
      text.inserting("a=fingerprint:sha-1 AA:BB", after: "a=ice-pwd"),
      text.replacing("a=mid:1", with: "a=mid:audio-1_x").replacing("BUNDLE 0 1", with: "BUNDLE 0 audio-1_x"),
      text.droppingLines("a=rtpmap:9", "a=rtpmap:0", "a=rtpmap:8", "c=", "s=", "t=", "o="),
    ]
    for edit in edits { #expect(throws: Never.self) { try RemoteOffer(edit) } }
  }
}

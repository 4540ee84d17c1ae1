import Testing

@testable import PipelineBridge

@Suite struct SDPTests {
  @Test(arguments: Fixture.allCases)
  func textSurvivesParsing(_ fixture: Fixture) throws {
    #expect(try SDP(parsing: fixture.text).text == fixture.text)
  }

  @Test func lineEndsDoNotMatter() throws {
    let text = Fixture.chromiumOffer.text
    let bare = text.sdpLines.joined(separator: "\n")
    #expect(try SDP(parsing: bare).text == text)
    #expect(try SDP(parsing: text + "\r\n\r\n").text == text)
  }

  @Test(arguments: [
    ("", "empty"),
    ("\r\n\n", "empty"),
    ("hello world", "not SDP"),
    ("{\"type\":\"offer\"}", "not SDP"),
    ("v=1\no=- 1 1 IN IP4 0.0.0.0", "not SDP"),
    ("v=0\n\ns=-", "line 2 is blank"),
    ("v=0\ns=\u{0}", "line 2 contains a control character"),
    ("v=0\rs=-\n", "line 1 contains a control character"),
    ("v=0\ns=a\u{7F}", "line 2 contains a control character"),
    ("v=0\ns=\u{FFFD}", "line 2 is not UTF-8"),
    ("v=0\nS=-", "line 2 is not of the form"),
    ("v=0\ns", "line 2 is not of the form"),
    ("v=0\nm=video", "line 2: an m= line"),
    ("v=0\nm=video 65536 UDP/TLS/RTP/SAVPF 96", "line 2: an m= line"),
    ("v=0\nm=video 99999999999999999999999 UDP/TLS/RTP/SAVPF 96", "line 2: an m= line"),
    ("v=0\nm=video -9 UDP/TLS/RTP/SAVPF 96", "line 2: an m= line"),
    ("v=0\nm=video 9 UDP//RTP 96", "line 2: an m= line"),
    ("v=0\nm=video 9  96", "line 2: an m= line"),
  ])
  func malformed(text: String, words: String) throws {
    let error = try #require(signalingError { () throws(SignalingError) in try SDP(parsing: text) })
    #expect(error.code == .malformed)
    #expect(error.detail.contains(words), "\(error)")
  }

  @Test func limits() throws {
    let media = "m=video 9 UDP/TLS/RTP/SAVPF 96\n"
    #expect(try SDP(parsing: "v=0\n" + String(repeating: media, count: 16)).media.count == 16)
    let sections = signalingError { () throws(SignalingError) in
      try SDP(parsing: "v=0\n" + String(repeating: media, count: 17))
    }
    #expect(sections?.code == .malformed)
    let long = "v=0\n" + String(repeating: "a=x\n", count: 16_383)
    #expect(long.utf8.count == SDP.maximumBytes)
    #expect(try SDP(parsing: long).session.count == 16_384)
    #expect(signalingError { () throws(SignalingError) in try SDP(parsing: long + "a") }?.code == .malformed)
  }

  @Test func mediaInheritsFromTheSession() throws {
    let sdp = try SDP(
      parsing: """
        v=0
        a=setup:active
        a=fingerprint:sha-256 AA
        a=sendonly
        a=group:LS 0
        a=group:BUNDLE 0 1
        m=video 9 UDP/TLS/RTP/SAVPF 96
        a=setup:passive
        a=recvonly
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        """)
    #expect(sdp.inheritedValue(of: "setup", in: sdp.media[0]) == "passive")
    #expect(sdp.inheritedValue(of: "setup", in: sdp.media[1]) == "active")
    #expect(sdp.inheritedValues(of: "fingerprint", in: sdp.media[1]) == ["sha-256 AA"])
    #expect(sdp.direction(of: sdp.media[0]) == .recvonly)
    #expect(sdp.direction(of: sdp.media[1]) == .sendonly)
    #expect(sdp.bundle == ["0", "1"])
  }
}

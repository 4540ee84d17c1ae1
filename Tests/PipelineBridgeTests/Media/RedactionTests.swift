import Testing

@testable import PipelineBridge

@Suite struct RedactionTests {
  @Test(arguments: [
    ("rtspsrc location=rtsp://user:secret@camera/x", "rtspsrc location=rtsp://***@camera/x"),
    ("rtspsrc location=\"rtsp://user@camera/x\"", "rtspsrc location=\"rtsp://***@camera/x\""),
    ("a rtsp://u:p@b c http://u:p@d", "a rtsp://***@b c http://***@d"),
    ("rtsp://me@x.org:pa'ss@camera/x", "rtsp://***@camera/x"),
    ("rtspt://admin:p@s#w/rd!1@host/", "rtspt://***@host/"),
    ("rtspt://admin:a@b@c#d#e/f/g!h!i?j?k@host/s", "rtspt://***@host/s"),
    ("location=\"rtspt://admin:p@s w/rd!1@host/\" latency=0", "location=\"rtspt://***@host/\" latency=0"),
    ("rtspt://admin:1/2@host/", "rtspt://***@host/"),
    ("rtspt://admin:a?b@host/", "rtspt://***@host/"),
    ("rtspt://to#ken@host/", "rtspt://***@host/"),
    ("http://host/?u=rtsp://a:b@c", "http://host/?u=rtsp://***@c"),
    ("{\"uri\":\"rtsp://a:b@c\",\"m\":\"x@y\"}", "{\"uri\":\"rtsp://***@c\",\"m\":\"x@y\"}"),
    ("could not open rtsp://a:b@c:554/x (401)", "could not open rtsp://***@c:554/x (401)"),
    ("Failed to connect. 'rtsp://me:pa'ss@cam/x'", "Failed to connect. 'rtsp://***@cam/x'"),
  ])
  func credentialsInAddresses(text: String, redacted: String) {
    #expect(PipelineString.redacting(text) == redacted)
  }

  @Test(arguments: [
    ("rtsp://camera user-id=me user-pw=abc ! a", "rtsp://camera user-id=me user-pw=*** ! a"),
    ("a proxy-pw = \"two words\" srtsrc passphrase='x y' ! b", "a proxy-pw = *** srtsrc passphrase=*** ! b"),
    ("rtspsrc user-pw=p,w;d&x\"y ! b", "rtspsrc user-pw=*** ! b"),
    ("rtspsrc user-pw=a\\ b ! b", "rtspsrc user-pw=*** ! b"),
    ("http://camera/video?user=me&pwd=secret&size=1", "http://camera/video?user=me&pwd=***&size=1"),
    ("http://camera/video?pass=abc", "http://camera/video?pass=***"),
    ("headers, Authorization=(string)\"Basic bWU6c2VjcmV0\"", "headers, Authorization=(string)***"),
    ("Authorization: Basic abc def\nnext", "Authorization: ***\nnext"),
    ("{\"password\": \"x y\", \"name\": \"z\"}", "{\"password\": ***, \"name\": \"z\"}"),
    ("my_api_key=abc accesstoken=abc", "my_api_key=*** accesstoken=***"),
  ])
  func valuesOfProperties(text: String, redacted: String) {
    #expect(PipelineString.redacting(text) == redacted)
  }

  @Test(arguments: [
    "rtspsrc location=rtsp://camera/user@x", "http://127.0.0.1:8080/a@b", "x264enc pass=cbr key-int-max=30 passes=2",
    "a ! b", "=", "pw=", "://", "x://@", "me@example.org", "error: 3 = 4", "holiday_2024_07_14.mp4", "",
  ])
  func whatHoldsNoSecretIsLeft(text: String) { #expect(PipelineString.redacting(text) == text) }

  @Test(arguments: [
    ("uridecodebin uri=\"rtsp://me:pa/ss-w0rd@camera/x\"", ["pa/ss-w0rd", "me:pa/ss-w0rd"]),
    ("rtsp://me:h%75nter22@camera/x", ["h%75nter22", "hunter22", "bWU6aHVudGVyMjI="]),
    ("rtspsrc location=rtsp://camera user-pw=\"opensesame22\"", ["opensesame22"]),
    ("rtspt://admin:q%40s%23w%2Frd!1@host/", ["q@s#w/rd!1", "q%40s%23w%2Frd!1"]),
    ("rtspsrc user-pw=zq7", ["zq7"]),
  ])
  func whatElementsRepeatIsNotShownEither(pipeline: String, secrets: [String]) {
    PipelineString(pipeline).rememberSecrets()
    for secret in secrets {
      #expect(!PipelineString.redacting("could not open \(secret), sorry").contains(secret))
      let value = JSONValue.object(["uri": .array([.string("x \(secret)")]), "Cookie": .string("a")])
      #expect(!value.redacted.text.contains(secret) && value.redacted["Cookie"] == .string("***"))
    }
  }

  @Test func aShortSecretIsNoPartOfAWord() {
    PipelineString("rtspsrc user-pw=qvk").rememberSecrets()
    #expect(PipelineString.redacting("aqvkb qvk") == "aqvkb ***")
  }

  @Test func aCommonWordIsNoSecret() {
    PipelineString("uridecodebin uri=http://x/?auth=true").rememberSecrets()
    #expect(PipelineString.redacting("videotestsrc is-live=true") == "videotestsrc is-live=true")
  }

  /// Any text takes about as long as a plain one of its length.
  @Test(arguments: [
    "a_", "_", "a.a.", "a://", "=", "a=", "w=", "pw=", "pw=\"", "\"a://", "\"a://\\\"", "'a://", "@", "a@", "a://a@",
    "pw = ", "   =", "\\", "pw=\\", "aaaaaaa ", "cookie: ", "x://y:1#", "user-pw='", "\"a://'", "pw=(",
  ])
  func everyTextTakesLinearTime(piece: String) {
    PipelineString("rtsp://me:aaaaaaab@c user-pw=ababab").rememberSecrets()
    let plain = duration(of: "videotestsrc pattern=ball ! videoconvert name=x ", length: 1 << 16)
    for end in ["", "@", "=x", "\""] {
      let nasty = duration(of: piece, length: 1 << 16, end: end)
      #expect(nasty < plain * 25 + .milliseconds(50), "\(piece)")
    }
  }

  private func duration(of piece: String, length: Int, end: String = "") -> Duration {
    let text = String(repeating: piece, count: length / piece.utf8.count) + end
    return ContinuousClock().measure { _ = PipelineString.redacting(text) }
  }
}

import Testing

@testable import PipelineBridge

@Suite struct PipelineStringTests {
  @Test(arguments: [
    (["videotestsrc ! videoconvert"], "videotestsrc ! videoconvert", false),
    (["videotestsrc", "!", "videoconvert"], "videotestsrc ! videoconvert", false),
    (["textoverlay", "text=two words"], "textoverlay text=two\\ words", false),
    (["textoverlay", "text=\"two words\""], "textoverlay text=\"two words\"", false),
    (["/dev/video0"], "v4l2src device=/dev/video0", true),
    (["rtsp://camera/stream"], "rtspsrc location=\"rtsp://camera/stream\" latency=0", true),
    (["http://host/a.mp4"], "uridecodebin uri=\"http://host/a.mp4\"", true),
    (["HTTPS://host/a.mp4"], "uridecodebin uri=\"HTTPS://host/a.mp4\"", true),
    (["file:///tmp/a.mp4"], "uridecodebin uri=\"file:///tmp/a.mp4\"", true),
    (["/tmp/a b.mp4"], "uridecodebin uri=\"file:///tmp/a%20b.mp4\"", true),
    (["videotestsrc"], "videotestsrc", false),
    (["a://b ! videotestsrc"], "a://b ! videotestsrc", false),
    (["/dev/videos"], "uridecodebin uri=\"file:///dev/videos\"", true),
  ])
  func words(words: [String], description: String, isExpanded: Bool) {
    let pipeline = PipelineString(words: words, fileExists: { _ in false })
    #expect(pipeline.description == description)
    #expect(pipeline.isExpanded == isExpanded)
  }

  @Test(arguments: [
    ("a ! video/x-raw,width=1", "a ! video/x-raw,width=1 ! identity"),
    ("a ! video/x-raw(memory:GLMemory)", "a ! video/x-raw(memory:GLMemory) ! identity"),
    ("a ! application/x-rtp", "a ! application/x-rtp ! identity"),
    ("a ! b", "a ! b"),
    ("a location=c/d", "a location=c/d"),
    ("a ! b location=c/d", "a ! b location=c/d"),
  ])
  func capsAtTheEndAreFollowedByAnElement(text: String, description: String) {
    #expect(PipelineString(text).endingInElement.description == description)
  }

  @Test func aBareNameIsAFileWhenThereIsOne() {
    let pipeline = PipelineString(words: ["holiday.mp4"], fileExists: { $0 == "holiday.mp4" })
    #expect(pipeline.description.hasPrefix("uridecodebin uri=\"file:///"))
    #expect(pipeline.description.hasSuffix("/holiday.mp4\""))
  }

  @Test func aQuoteInAnAddressCannotEndIt() {
    let pipeline = PipelineString(words: ["rtsp://a/\" ! filesink location=\"/x"])
    #expect(pipeline.description.contains("\\\" ! filesink location=\\\"/x"))
  }

  @Test(arguments: [
    ("rtspsrc location=rtsp://user:secret@camera/x", "rtspsrc location=rtsp://***@camera/x"),
    ("rtspsrc location=\"rtsp://user@camera/x\"", "rtspsrc location=\"rtsp://***@camera/x\""),
    ("rtspsrc location=rtsp://camera/user@x", "rtspsrc location=rtsp://camera/user@x"),
    ("a rtsp://u:p@b c http://u:p@d", "a rtsp://***@b c http://***@d"),
    ("rtsp://me@x.org:pa'ss@camera/x", "rtsp://***@camera/x"),
    (
      "rtspsrc location=rtsp://camera user-id=me user-pw=secret ! a",
      "rtspsrc location=rtsp://camera user-id=me user-pw=*** ! a"
    ),
    ("a proxy-pw = \"two words\" srtsrc passphrase='x y' ! b", "a proxy-pw = *** srtsrc passphrase=*** ! b"),
    ("http://camera/video?user=me&pwd=secret&size=1", "http://camera/video?user=me&pwd=***&size=1"),
    ("http://camera/video?pass=secret", "http://camera/video?pass=***"),
    ("headers, Authorization=(string)\"Basic bWU6c2VjcmV0\"", "headers, Authorization=(string)***"),
    ("x264enc pass=cbr key-int-max=30 passes=2", "x264enc pass=cbr key-int-max=30 passes=2"),
  ])
  func passwordsAreNotShown(text: String, redacted: String) {
    #expect(PipelineString.redacting(text) == redacted)
  }

  @Test(arguments: [
    ("uridecodebin uri=\"rtsp://me:pa/ss-w0rd@camera/x\"", ["pa/ss-w0rd", "me:pa/ss-w0rd"]),
    ("rtsp://me:h%75nter22@camera/x", ["h%75nter22", "hunter22", "bWU6aHVudGVyMjI="]),
    ("rtspsrc location=rtsp://camera user-pw=\"opensesame22\"", ["opensesame22"]),
  ])
  func whatElementsRepeatIsNotShownEither(pipeline: String, secrets: [String]) {
    PipelineString(pipeline).rememberSecrets()
    for secret in secrets {
      #expect(!PipelineString.redacting("could not open \(secret), sorry").contains(secret))
      let value = JSONValue.object(["uri": .array([.string("x \(secret)")]), "Cookie": .string("a")])
      #expect(!value.redacted.text.contains(secret) && value.redacted["Cookie"] == .string("***"))
    }
  }
}

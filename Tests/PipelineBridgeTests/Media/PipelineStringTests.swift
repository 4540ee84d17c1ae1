import Testing

@testable import PipelineBridge

@Suite struct PipelineStringTests {
  @Test(
    arguments: [
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
      (["srt://host:9000"], "uridecodebin uri=\"srt://host:9000\"", true),
      (["videotestsrc"], "videotestsrc", false),
      (["a://b ! videotestsrc"], "a://b ! videotestsrc", false),
      (["/dev/videos"], "uridecodebin uri=\"file:///dev/videos\"", true),
    ] as [([String], String, Bool)])
  func words(words: [String], description: String, isExpanded: Bool) {
    let pipeline = PipelineString(words: words, kind: { _ in nil })
    #expect(pipeline.description == description)
    #expect(pipeline.isExpanded == isExpanded)
  }

  @Test(
    arguments: [
      ("a ! video/x-raw,width=1", "a ! video/x-raw,width=1 ! identity"),
      ("a ! video/x-raw(memory:GLMemory)", "a ! video/x-raw(memory:GLMemory) ! identity"),
      ("a ! application/x-rtp", "a ! application/x-rtp ! identity"),
      ("a ! b", "a ! b"),
      ("a location=c/d", "a location=c/d"),
      ("a ! b location=c/d", "a ! b location=c/d"),
      ("( a ! video/x-raw,width=1 )", "( a ! video/x-raw,width=1 ! identity )"),
      ("a ! video/x-raw, width=1 b ! audio/x-raw", "a ! video/x-raw, width=1 ! identity b ! audio/x-raw ! identity"),
      ("a ! video/x-raw, width = (int) 1, format = { I420, NV12 } ! b", nil),
      ("a ! image/jpeg;video/x-raw", "a ! image/jpeg;video/x-raw ! identity"),
    ] as [(String, String?)])
  func capsAtTheEndAreFollowedByAnElement(text: String, description: String?) {
    #expect(PipelineString(text).endingInElement.description == description ?? text)
  }

  @Test func aQuoteInAnAddressCannotEndIt() {
    let pipeline = PipelineString(words: ["rtsp://a/\" ! filesink location=\"/x"])
    #expect(pipeline.description.contains("\\\" ! filesink location=\\\"/x"))
  }
}

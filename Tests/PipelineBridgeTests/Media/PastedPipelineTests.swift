import Testing

@testable import PipelineBridge

@Suite struct PastedPipelineTests {
  @Test(
    arguments: [
      ("gst-launch-1.0 -v videotestsrc ! videoconvert", "videotestsrc ! videoconvert"),
      ("gst-launch-1.0 -e -v videotestsrc ! videoconvert", "videotestsrc ! videoconvert"),
      ("gst-launch-1.0 --gst-debug-level 3 videotestsrc ! videoconvert -v", "videotestsrc ! videoconvert"),
      ("sudo gst-launch-1.0 videotestsrc", "videotestsrc"),
      ("$ gst-launch-1.0 videotestsrc", "videotestsrc"),
      ("# gst-launch-1.0 videotestsrc", "videotestsrc"),
      ("pi@camera:~ $ GST_DEBUG=3 gst-launch-1.0 videotestsrc", "videotestsrc"),
      ("/usr/bin/gst-launch-1.0 -q videotestsrc", "videotestsrc"),
      ("GST_DEBUG=3 videotestsrc ! identity", "videotestsrc ! identity"),
      ("gst-launch-1.0 videotestsrc ! identity 2>&1 | tee log", "videotestsrc ! identity"),
      ("gst-launch-1.0 videotestsrc ! identity &", "videotestsrc ! identity"),
      (
        "gst-launch-1.0 videotestsrc ! 'video/x-raw, width=64' ! identity",
        "videotestsrc ! video/x-raw, width=64 ! identity"
      ),
      ("gst-launch-1.0 videotestsrc ! textoverlay 'text=two words'", "videotestsrc ! textoverlay text=two\\ words"),
      ("gst-launch-1.0 videotestsrc ! video/x-raw\\(memory:NVMM\\) ! x", "videotestsrc ! video/x-raw(memory:NVMM) ! x"),
      ("bridge 'videotestsrc ! videoconvert'", "videotestsrc ! videoconvert"),
    ] as [(String, String)])
  func theCommandIsTakenOff(text: String, pipeline: String) { #expect(pasted(text) == pipeline) }

  @Test(
    arguments: [
      ("videotestsrc ! \\\n videoconvert", "videotestsrc !   videoconvert"),
      ("videotestsrc !\r\n videoconvert\r\n", "videotestsrc !  videoconvert"),
      ("videotestsrc ^\r\n ! identity", "videotestsrc   ! identity"),
      ("# one\nvideotestsrc # two\n! identity # three", "videotestsrc  ! identity"),
      ("videotestsrc ! textoverlay text=\"# no comment\" color=#ff text = #x", nil),
      ("videotestsrc ! textoverlay text='a \\\n b' ! identity", nil),
      ("videotestsrc\u{a0}! identity", "videotestsrc ! identity"),
      ("textoverlay text=“two words” ! identity", "textoverlay text=\"two words\" ! identity"),
      ("videotestsrc ! videoconvert !", "videotestsrc ! videoconvert"),
      ("videotestsrc ! videoconvert ! \\", "videotestsrc ! videoconvert"),
      ("( videotestsrc ! videoconvert ! )", "( videotestsrc ! videoconvert  )"),
      ("videotestsrc ! textoverlay text=it's ! identity name=it's", nil),
      ("videotestsrc ! ! videoconvert", nil),
    ] as [(String, String?)])
  func linesAreJoined(text: String, pipeline: String?) { #expect(pasted(text) == pipeline ?? text) }

  @Test(
    arguments: [
      ("videotestsrc ! vp8enc ! rtpvp8pay ! webrtcbin", "videotestsrc ! vp8enc ! rtpvp8pay"),
      (
        "webrtcbin name=sendrecv bundle-policy=max-bundle videotestsrc ! rtpvp8pay ! application/x-rtp,payload=97"
          + " ! sendrecv. audiotestsrc ! opusenc ! rtpopuspay ! application/x-rtp, payload=96 ! sendrecv.sink_1",
        "videotestsrc ! rtpvp8pay ! application/x-rtp,payload=97 audiotestsrc ! opusenc ! rtpopuspay"
          + " ! application/x-rtp, payload=96"
      ),
      (
        "videotestsrc ! vp8enc ! rtpvp8pay ! s. webrtcbin name=s s. ! rtpvp8depay ! fakesink",
        "videotestsrc ! vp8enc ! rtpvp8pay"
      ),
      ("v4l2src ! videoconvert ! appsink drop=1", "v4l2src ! videoconvert"),
      ("v4l2src ! video/x-raw,format=BGR ! appsink name=a sync=false", "v4l2src ! video/x-raw,format=BGR"),
      (
        "a ! tee name=t t. ! queue ! appsink t. ! queue ! filesink location=x",
        "a ! tee name=t t. ! queue t. ! queue ! filesink location=x"
      ),
      ("a ! tee name=t ! appsink", "a ! tee name=t ! queue"),
      ("a ! tee name=t t. ! appsink t. ! fakesink", "a ! tee name=t t. ! queue t. ! fakesink"),
      ("a ! tee name=t ! queue ! appsink t. ! queue", nil),
      ("videotestsrc ! whipclientsink signaller::whip-endpoint=http://x", "videotestsrc"),
      ("a ! tee name=t ! whipclientsink t. ! queue", nil),
      ("videotestsrc ! fakesink", nil),
      ("s. ! fakesink webrtcbin name=s", nil),
    ] as [(String, String?)])
  func endsOfOtherProgramsAreLeftOut(text: String, pipeline: String?) { #expect(pasted(text) == pipeline ?? text) }

  @Test func whatIsLeftOutIsTold() {
    let notices = PipelineString(words: ["gst-launch-1.0 -v videotestsrc ! webrtcbin"]).notices
    #expect(notices == ["left out: gst-launch-1.0 -v, webrtcbin; the pipeline is: videotestsrc"])
    #expect(PipelineString(words: ["videotestsrc !"]).notices.isEmpty)
    #expect(
      PipelineString(words: ["gst-launch-1.0", "videotestsrc", "!", "identity"]).description
        == "videotestsrc ! identity")
  }

  @Test(
    arguments: [
      (
        "rtspsrc location=rtsp://a:p@s#w/rd@10.0.0.1/s ! b",
        "rtspsrc location=\"rtsp://a:p%40s%23w%2Frd@10.0.0.1/s\" ! b", true
      ),
      ("rtspsrc location=rtsp://a:p@10.0.0.1/s ! b", "rtspsrc location=rtsp://a:p@10.0.0.1/s ! b", false),
      ("rtspsrc location=rtsp://a.b:p@c.d/e@f.g ! b", "rtspsrc location=rtsp://a.b:p@c.d/e@f.g ! b", true),
    ] as [(String, String, Bool)])
  func passwordsInAddresses(text: String, pipeline: String, isTold: Bool) {
    let pasted = PipelineString(words: [text])
    #expect(pasted.description == pipeline)
    #expect(pasted.notices.contains { $0.contains("%40") } == isTold)
  }

  private func pasted(_ text: String) -> String { PipelineString(words: [text]).description }
}

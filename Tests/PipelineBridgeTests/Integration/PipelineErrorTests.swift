import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct PipelineErrors {
    @Test(arguments: [
      ("nosuchelement", BridgeError.Code.missingElement, "no element \"nosuchelement\""),
      ("videotestsrc ! nosuchelement ! fakesink", .missingElement, "nosuchelement"),
      ("videotestsrc nosuchproperty=1", .syntax, "nosuchproperty"),
      ("videotestsrc ! ! videoconvert", .syntax, "parse"),
      ("videotestsrc ! x264enc ! h265parse", .syntax, "could not link"),
      ("videotestsrc ! videoconvert ! fakesink", .noOpenPad, "bridge 'videotestsrc ! videoconvert'"),
      ("fakesrc ! text/x-raw", .unsupportedMedia, "text/x-raw"),
      ("", .syntax, "empty"),
    ])
    func wrongPipelinesAreNamed(pipeline: String, code: BridgeError.Code, words: String) {
      let error = #expect(throws: BridgeError.self) { try Bridge(pipeline: pipeline, configuration: .quiet) }
      #expect(error?.code == code)
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
      #expect((error?.message.split(separator: "\n").count ?? 9) <= 2)
    }

    @Test func aKnownElementIsNamedWithItsPackage() {
      let error = BridgeError.missingElements(["facedetect", "avdec_h264"])
      #expect(
        error.message == """
          no element "facedetect": apt-get install gstreamer1.0-opencv
          no element "avdec_h264": apt-get install gstreamer1.0-libav
          """)
    }

    @Test func aWrongPipelineLeavesNothing() async throws {
      for pipeline in ["videotestsrc ! fakesink", "nosuchelement", "filesrc location=/etc/hostname ! decodebin"] {
        _ = try? Bridge(pipeline: pipeline, configuration: .quiet)
      }
    }
  }
}

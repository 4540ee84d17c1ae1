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
      ("playbin uri=file:///x", .noOpenPad, "bridge 'uridecodebin uri=\"file:///x\"'"),
      (
        "videotestsrc ! tee name=t ! autovideosink t. ! fakesink", .noOpenPad,
        "bridge 'videotestsrc ! tee name=t ! queue t. ! queue'"
      ),
      ("videotestsrc ! x264enc ! mp4mux ! filesink location=x", .noOpenPad, "tee name=shown"),
      ("videotestsrc ! vp8enc ! rtpvp8pay ! webrtcbin", .syntax, "bridge 'videotestsrc ! vp8enc ! rtpvp8pay'"),
      ("webrtcbin name=w w. ! identity", .syntax, "webrtcbin"),
      ("videotestsrc name=a ! identity name=a", .syntax, "two elements are called \"a\""),
      ("fakesrc ! text/x-raw", .unsupportedMedia, "text/x-raw"),
      ("", .syntax, "empty"),
    ])
    func wrongPipelinesAreNamed(pipeline: String, code: BridgeError.Code, words: String) {
      let error = #expect(throws: BridgeError.self) { try Bridge(pipeline: pipeline, configuration: .quiet) }
      #expect(error?.code == code)
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
      #expect((error?.message.split(separator: "\n").count ?? 9) <= 3)
    }

    /// Names that GStreamer, or the bridge, would give to an element by itself.
    @Test(arguments: [
      "videotestsrc name=identity0 ! identity ! identity name=capsfilter1 ! video/x-raw,width=64",
      "videotestsrc name=identity99 ! identity ! identity", "videotestsrc name=source ! identity name=sink",
      "videotestsrc name=appsink0 ! identity name=appsink1 ! identity name=appsink2", "videotestsrc name=pipeline0",
      "videotestsrc name=encoder ! identity name=bridge",
    ])
    func namesDoNotClash(pipeline: String) async throws {
      for _ in 0..<3 {
        let source = try SourcePipeline(
          PipelineString(pipeline), streams: StreamTable(), timeline: Timeline(), logger: Configuration.quiet.logger)
        #expect(throws: Never.self) { try source.checkOpenPads(PipelineString(pipeline)) }
        await source.stop()
      }
      // The counters go past the name, whatever number they have come to.
      let given = PipelineString("videotestsrc ! identity ! identity name=identity\(Int.random(in: 0...120))")
      for _ in 0..<60 { try Pipeline(parsing: given).stop() }
    }

    @Test func aBranchWithoutInputIsNotFed() throws {
      let pipeline = try Pipeline(
        parsing: PipelineString("videotestsrc ! identity name=a decodebin name=d d.video_0 ! identity name=b"))
      #expect(pipeline.child(named: "a")?.staticPad("src")?.isFed == true)
      #expect(pipeline.child(named: "b")?.staticPad("src")?.isFed == false)
      pipeline.stop()
    }

    @Test func anAppSinkInABranchKeepsOneBuffer() throws {
      let pipeline = try Pipeline(parsing: PipelineString("videotestsrc ! tee name=t ! appsink name=a t. ! identity"))
      let sink = try #require(pipeline.child(named: "a"))
      #expect(sink.string("max-buffers") == "1" && sink.string("drop") == "true")
      #expect(sink.string("wait-on-eos") == "false")
      pipeline.stop()
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

import CGStreamer
import Synchronization
import Testing

@testable import PipelineBridge

extension Integration {
  /// Sources whose pads and elements come and go, such as a transport stream that changes its programme.
  @Suite struct PassingPads {
    @Test func nothingStaysBehindPadsThatHaveGone() async throws {
      try await withBridge("\(Pattern.live) ! identity tsdemux name=demuxer") { bridge in
        let current = await bridge.source.current
        let run = try #require(current)
        let demuxer = try #require(run.pipeline.child(named: "demuxer"))
        let before = run.pipeline.elements.count
        let formats = [
          "video/x-raw,format=I420,width=32,height=32,framerate=30/1", "application/x-subtitle", "video/mpegts",
        ]
        for number in 0..<30 {
          let pad = Pad.source(named: "passing_\(number)")
          let caps = try #require(Caps(formats[number % formats.count]))
          pad.begin(caps: caps, streamID: "passing-\(number)")
          #expect(gst_element_add_pad(demuxer.pointer, pad.pointer) != 0)
          #expect(pad.isLinked && run.pipeline.elements.count > before)
          #expect(gst_element_remove_pad(demuxer.pointer, pad.pointer) != 0)
        }
        #expect(await eventually { run.pipeline.elements.count == before })
        #expect(await bridge.source.state == .live)
      }
    }

    @Test func elementsThatHaveGoneMakeRoomForOthers() async throws {
      try await withBridge("\(Pattern.live) ! identity") { bridge in
        let current = await bridge.source.current
        let run = try #require(current)
        func say(_ name: String) throws {
          let element = try Element("identity")
          run.pipeline.add(element)
          let message = gst_message_new_element(element.reference.typed(), gst_structure_new_empty(name))
          gst_element_post_message(element.pointer, message)
          run.pipeline.remove(element)
        }
        for _ in 0..<1_500 { try say("passing") }
        let isHeard = Flag()
        let subscription = await bridge.metadata.events.subscribe { if $0.name == "last" { _ = isHeard.raise() } }
        // More than some hundred a second are left out.
        #expect(
          await eventually {
            try? say("last")
            return !isHeard.raise()
          })
        subscription.cancel()
      }
    }
  }
}

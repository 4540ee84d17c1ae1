import CGStreamer
import Synchronization
import Testing

@testable import PipelineBridge

extension Integration {
  /// The short cut through webrtcbin. If these fail, viewers still get everything, at twice the price.
  @Suite struct ListEntrances {
    @Test func theFramesOfAViewerReachTheSocketAsLists() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer(codecs: [.h264, .opus])
        let viewer = try await peer.join(bridge)
        let sockets = viewer.peer.bin.descendants.filter { $0.factoryName == "nicesink" }
        try #require(sockets.count == 1)
        let sink = try #require(sockets[0].staticPad("sink"))
        let traffic = Traffic(at: sink)
        let frames = peer.frames
        #expect(await eventually { peer.frames >= frames + 30 })
        let (lists, packets) = (traffic.lists.load(ordering: .relaxed), traffic.packets.load(ordering: .relaxed))
        #expect(lists >= 25)
        // RTCP comes packet by packet, and little of it.
        #expect(packets < lists / 2)
        await peer.close()
      }
    }

    @Test func anotherElementOnTheWayMeansTheOrdinaryWay() throws {
      let pipeline = try Pipeline(parsing: PipelineString("clocksync name=first ! identity ! rtpredenc ! fakesink"))
      let sink = try #require(pipeline.child(named: "first")?.staticPad("sink"))
      #expect(ListEntrance.behind(sink) == nil)
    }

    @Test func negotiatedRedundancyMeansTheOrdinaryWay() throws {
      for (setting, isShort) in [("", true), ("pt=100", false)] {
        let pipeline = try Pipeline(
          parsing: PipelineString("clocksync name=first ! rtpulpfecenc ! rtpredenc \(setting) ! fakesink"))
        let sink = try #require(pipeline.child(named: "first")?.staticPad("sink"))
        #expect((ListEntrance.behind(sink) != nil) == isShort)
      }
    }

    @Test func packetsAreEncryptedByOpenSSL() { #expect(GStreamer.encryptsWithOpenSSL) }
  }
}

/// What has passed a pad.
private final class Traffic: Sendable {
  let lists = Atomic(0)
  let packets = Atomic(0)

  init(at pad: Pad) {
    let types = GST_PAD_PROBE_TYPE_BUFFER.rawValue | GST_PAD_PROBE_TYPE_BUFFER_LIST.rawValue
    gst_pad_add_probe(
      pad.pointer, GstPadProbeType(types),
      { _, info, userData in
        guard let info, let userData else { return GST_PAD_PROBE_OK }
        let traffic = Box<Traffic>.value(at: userData)
        let isList = info.pointee.type.rawValue & GST_PAD_PROBE_TYPE_BUFFER_LIST.rawValue != 0
        if isList { traffic.lists.add(1, ordering: .relaxed) } else { traffic.packets.add(1, ordering: .relaxed) }
        return GST_PAD_PROBE_OK
      },
      Box(self).passedToC(), destroyBox)
  }
}

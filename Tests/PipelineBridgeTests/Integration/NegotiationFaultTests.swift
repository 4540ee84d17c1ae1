import CGStreamer
import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct NegotiationFaults {
    /// A description that webrtcbin never gets leaves nothing to wait for.
    @Test func aConnectionClosesAfterARefusedDescription() async throws {
      let peer = try PeerConnection(addresses: ["127.0.0.1"], timeline: Timeline())
      try await peer.prepare()
      await #expect(throws: BridgeError.self) {
        try await peer.setRemoteDescription(SessionDescription(kind: .offer, sdp: "m=\r\n"))
      }
      let done = Completion()
      let closing = Task {
        await peer.close()
        done.complete()
      }
      let late = BridgeError(.negotiation, "it does not close")
      try await withDeadline(.seconds(10), orThrow: late) { await done.wait() }
      await closing.value
    }

    /// What was offered when there was only audio is audio, although there is video by the time of the answer.
    @Test func anAnswerGetsTheStreamsThatWereOffered() async throws {
      let video = "videotestsrc is-live=true ! valve name=v drop=true ! identity"
      let pipeline = "audiotestsrc is-live=true ! identity \(video)"
      try await withBridge(pipeline) { bridge in
        let viewer = try await bridge.offer()
        #expect(!(await viewer.localDescription.sdp.contains("m=video")))
        let streams = await bridge.source.streams
        streams.tuning.playing?.child(named: "v")?.set("drop", false)
        #expect(await eventually { streams.first(.video)?.format != nil })
        let peer = try await TestPeer(codecs: [])
        try await viewer.accept(try await peer.answer(await viewer.localDescription))
        #expect(await viewer.codecs == [.opus])
        #expect(await eventually { peer.sounds >= 10 })
        #expect(await bridge.status().renditions.map(\.stream) == ["audio_0"])
        await peer.close()
      }
    }

    @Test func thereIsNoOfferWhileTheSourceIsStopped() async throws {
      try await withBridge(Pattern.live) { bridge in
        await bridge.stop()
        let error = await #expect(throws: BridgeError.self) { _ = try await bridge.offer() }
        #expect(error?.code == .notLive)
        #expect(await bridge.status().viewers == 0)
        try await bridge.start()
        await (try await bridge.offer()).close()
      }
    }

    /// Nobody waits for an encoder that is being tried, and none stays behind.
    @Test func theSearchForAnEncoderCanBeCancelled() async throws {
      let renditions = Renditions(
        timeline: Timeline(), bitrate: nil, staysOnHost: true, playoutDelay: nil, logger: Configuration.quiet.logger)
      let search = Task { await renditions.warmUp(.h264) }
      search.cancel()
      await search.value
      await renditions.close()
    }

    /// An answer, like an offer, cannot send checks to other hosts, however many candidates it has.
    @Test func foreignCandidatesOfAnAnswerAreNotTried() async throws {
      try await withBridge(Pattern.live) { bridge in
        let viewer = try await bridge.offer()
        let peer = try await TestPeer(codecs: [])
        let answer = try await peer.answer(await viewer.localDescription)
        let foreign = (2..<34).map { "a=candidate:\($0) 1 UDP 1 203.0.113.\($0) 5353 typ host\r\n" }.joined()
        let marked = answer.sdp.replacing("a=mid:", with: "\(foreign)a=mid:")
        try await viewer.accept(SessionDescription(kind: .answer, sdp: marked))
        let fragment =
          answer.sdp.sdpLines.filter { ["a=ice-ufrag:", "a=ice-pwd:", "m=", "a=mid:"].contains(where: $0.hasPrefix) }
          .map { $0 + "\r\n" }.joined() + foreign
        try await viewer.addCandidates(fragment)
        let remote = bridge_get_boxed_description(viewer.peer.bin.reference.pointer, "remote-description").flatMap {
          pointer in
          defer { gst_webrtc_session_description_free(pointer) }
          return takeString(gst_sdp_message_as_text(pointer.pointee.sdp))
        }
        #expect(remote?.contains("m=video") == true && remote?.contains("203.0.113") == false)
        await viewer.close()
        await peer.close()
      }
    }
  }
}

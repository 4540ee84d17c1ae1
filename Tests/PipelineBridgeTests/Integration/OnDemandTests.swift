import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct OnDemand {
    private func configuration(restarts: Bool = true) -> Configuration {
      var configuration = Configuration.quiet
      configuration.isOnDemand = true
      configuration.restarts = restarts
      return configuration
    }

    private func running(_ bridge: Bridge, _ body: () async throws -> Void) async throws {
      let run = Task { try await bridge.run() }
      try await body()
      run.cancel()
      try await run.value
    }

    @Test func theSourceRunsWhileSomebodyWatches() async throws {
      let bridge = try Bridge(pipeline: Pattern.live, configuration: configuration())
      try await running(bridge) {
        #expect(await bridge.status().state == .idle)
        let peers = [try await TestPeer(), try await TestPeer()]
        // Both at once: the second waits for the start that the first has asked for.
        async let other = peers[1].join(bridge)
        let viewers = [try await peers[0].join(bridge), try await other]
        #expect(await eventually { peers.allSatisfy { $0.frames >= 5 } })
        #expect(await bridge.status().state == .live)
        await viewers[0].close()
        let seen = peers[1].frames
        #expect(await eventually { peers[1].frames >= seen + 30 })
        await viewers[1].close()
        #expect(await eventually(within: .seconds(15)) { await bridge.status().state == .idle })
        let frames = await bridge.status().frames

        let again = try await TestPeer()
        _ = try await again.join(bridge)
        #expect(await eventually { again.frames >= 5 })
        #expect(await bridge.status().frames > frames)
        for peer in peers + [again] { await peer.close() }
      }
    }

    /// It is asked for again, later than an idle source is stopped.
    @Test func aSlowCameraIsNotStartedOver() async throws {
      let source = try Source(
        PipelineString("\(Pattern.live) ! valve name=door drop=true"), timeline: Timeline(),
        options: Source.Options(isOnDemand: true, linger: .milliseconds(50)), logger: Configuration.quiet.logger)
      let (states, continuation) = AsyncStream.makeStream(of: SourceState.self)
      let subscription = source.changes.subscribe { continuation.yield($0) }
      let asking = Task { _ = try await source.demand() }
      #expect(await eventually { await source.current != nil })
      asking.cancel()
      _ = await asking.result
      try await Task.sleep(for: .milliseconds(300))
      #expect(await source.state == .starting)
      try #require(await source.current?.pipeline.elements.first { $0.name == "door" }).set("drop", false)
      var seen: [SourceState] = []
      for await state in states {
        seen.append(state)
        if state == .idle { break }
      }
      #expect(seen == [.starting, .live, .idle])
      subscription.cancel()
      await source.close()
    }

    @Test func rubbishStartsNothing() async throws {
      let bridge = try Bridge(pipeline: Pattern.live, configuration: configuration())
      try await running(bridge) {
        await #expect(throws: SignalingError.self) {
          try await bridge.answer(SessionDescription(kind: .offer, sdp: "v=0"))
        }
        #expect(await bridge.status().state == .idle)
      }
    }

    @Test func aFailureIsTheViewersToHear() async throws {
      let bridge = try Bridge(
        pipeline: "filesrc location=/nowhere ! decodebin", configuration: configuration())
      try await running(bridge) {
        let peer = try await TestPeer()
        let error = await #expect(throws: BridgeError.self) { try await peer.join(bridge) }
        #expect(error?.code == .source)
        #expect(await eventually(within: .seconds(15)) { await bridge.status().state == .idle })
        await peer.close()
      }
    }

    @Test func aFailureBeforeTheRunEndsIt() async throws {
      let bridge = try Bridge(
        pipeline: "filesrc location=/nowhere ! decodebin", configuration: configuration(restarts: false))
      let peer = try await TestPeer()
      await #expect(throws: BridgeError.self) { try await peer.join(bridge) }
      let statuses = bridge.statusUpdates()
      await #expect(throws: BridgeError.self) { try await bridge.run() }
      // They end with the bridge.
      #expect(await statuses.reduce(0) { count, _ in count + 1 } > 0)
      await peer.close()
    }

    @Test func withoutRestartsAFailureEndsTheRun() async throws {
      let bridge = try Bridge(
        pipeline: "filesrc location=/nowhere ! decodebin", configuration: configuration(restarts: false))
      let run = Task { try await bridge.run() }
      let peer = try await TestPeer()
      await #expect(throws: BridgeError.self) { try await peer.join(bridge) }
      await #expect(throws: BridgeError.self) { try await run.value }
      await peer.close()
    }
  }
}

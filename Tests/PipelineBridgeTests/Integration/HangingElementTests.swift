import CGStreamer
import Testing

@testable import PipelineBridge

extension Integration {
  /// An element that waits for a lock that nobody gives back, as one does whose streaming thread hangs.
  @Suite struct HangingElements {
    private static let pipeline =
      "videotestsrc is-live=true name=source ! video/x-raw,format=I420,width=320,height=240"
      + " ! videobalance name=balance ! identity"

    private func withControl(_ log: RecordedLog, _ body: (Bridge) async throws -> Void) async throws {
      var configuration = log.configuration
      configuration.allowsControl = true
      try await withBridge(Self.pipeline, configuration: configuration, body)
    }

    /// Holds the lock that the element's properties need.
    private func hold(_ name: String, in bridge: Bridge) async throws -> Element {
      let playing = await bridge.source.streams.tuning.playing
      let element = try #require(playing?.child(named: name))
      g_mutex_lock(&element.pointer.pointee.object.lock)
      return element
    }

    @Test func blocksNoOtherAndIsGoneAfterStopAndStart() async throws {
      let log = RecordedLog()
      try await withControl(log) { bridge in
        // Of one frame it would be a still picture.
        #expect(await eventually { await bridge.status().frames > 5 })
        try await bridge.set("brightness", of: "balance", to: .number(0.5))
        let element = try await hold("balance", in: bridge)
        let first = Task { try await bridge.set("brightness", of: "balance", to: .number(1)) }
        try await bridge.set("pattern", of: "source", to: .string("ball"))
        await #expect(throws: BridgeError.self) { try await first.value }
        let error = await #expect(throws: BridgeError.self) {
          try await bridge.set("hue", of: "balance", to: .number(1))
        }
        #expect(error?.message.contains("balance hangs") == true)
        let elements = try await bridge.tunableElements()
        #expect(elements.map(\.name) == ["source", "balance"])
        #expect(!elements[0].properties.isEmpty && elements[1].properties.isEmpty)
        // Nothing comes: what was changed may be why.
        #expect(await eventually { await bridge.status().silentFor != nil })
        async let stop: Void = bridge.stop()
        #expect(await eventually { await bridge.source.state == .stopped })
        g_mutex_unlock(&element.pointer.pointee.object.lock)
        await stop
        #expect(bridge.presentPipeline == bridge.pipeline)
        try await bridge.start()
        #expect(await eventually { await bridge.source.state == .live })
        try await bridge.set("brightness", of: "balance", to: .number(0.25))
        #expect(bridge.presentPipeline.description.contains("brightness=0.25"))
        #expect(log.texts(.notice).contains { $0.contains("changes of properties are undone") })
      }
    }
  }
}

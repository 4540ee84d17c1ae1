import CGStreamer
import Synchronization
import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct Control {
    private static let pipeline =
      "videotestsrc is-live=true name=source ! video/x-raw,format=I420,width=320,height=240 ! videobalance name=balance "
      + "! identity"

    private var allowed: Configuration {
      var configuration = Configuration.quiet
      configuration.allowsControl = true
      return configuration
    }

    @Test func aChangeTakesEffectAndLasts() async throws {
      try await withBridge(Self.pipeline, configuration: allowed) { bridge in
        let names = try await bridge.tunableElements().map(\.name)
        #expect(names == ["source", "balance"])
        try await bridge.set("brightness", of: "balance", to: .number(-0.5))
        try await bridge.set("pattern", of: "source", to: .string("ball"))
        #expect(bridge.presentPipeline.description.contains("name=balance brightness=-0.5"))
        #expect(await bridge.status().control?.revision == 2)
        await bridge.stop()
        let stopped = try await bridge.tunableElements()
        #expect(stopped.isEmpty)
        try await bridge.start()
        let balance = try await bridge.tunableElements().last
        #expect(balance?.properties.first { $0.name == "brightness" }?.value == .number(-0.5))
      }
    }

    @Test func whatMayNotBeChangedIsRefused() async throws {
      try await withBridge(Self.pipeline, configuration: allowed) { bridge in
        for (element, property, value): (String, String, JSONValue) in [
          ("balance", "brightness", .integer(7)), ("balance", "name", .string("x")),
          ("identity0", "silent", .bool(true)), ("nobody", "x", .null), ("source", "num-buffers", .string("1")),
        ] {
          await #expect(throws: BridgeError.self) { try await bridge.set(property, of: element, to: value) }
        }
        #expect(bridge.presentPipeline == bridge.pipeline)
      }
    }

    @Test func nothingWithoutTheFlag() async throws {
      try await withBridge(Self.pipeline) { bridge in
        await #expect(throws: BridgeError.self) { try await bridge.tunableElements() }
        await #expect(throws: BridgeError.self) { try await bridge.set("pattern", of: "source", to: .string("ball")) }
        #expect(throws: BridgeError.self) { try bridge.navigate(.keyDown("a")) }
        #expect(await bridge.status().control == nil)
      }
    }

    @Test func pointerAndKeysReachTheSource() async throws {
      try await withBridge(Self.pipeline, configuration: allowed) { bridge in
        let pad = await bridge.source.streams.sourcePad
        let source = try #require(pad)
        let seen = Seen()
        source.onNavigation { structure in
          let text = takeString(gst_structure_to_string(structure)) ?? ""
          seen.texts.withLock { $0.append(text) }
          return false
        }
        try bridge.navigate(.press(button: 1, NavigationEvent.Point(x: 0.5, y: 0.25)))
        try bridge.navigate(.keyDown("Return"))
        let texts = seen.texts.withLock { $0 }
        #expect(texts.count == 2)
        #expect(texts[0].contains("mouse-button-press") && texts[0].contains("pointer_x=(double)160"))
        #expect(texts[0].contains("pointer_y=(double)60") && texts[1].contains("Return"))
      }
    }

    private final class Seen: Sendable {
      let texts = Mutex<[String]>([])
    }
  }
}

extension StreamTable {
  /// The source pad of the element named `source`.
  fileprivate var sourcePad: Pad? { tuning.playing?.child(named: "source")?.staticPad("src") }
}

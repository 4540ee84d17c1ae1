import CGStreamer
import Foundation
import Synchronization
import Testing

@testable import PipelineBridge

extension Integration {
  /// Peers with a session that send what no browser sends. Each is disconnected and costs nothing afterwards; who
  /// watches beside it loses nothing.
  @Suite struct Floods {
    private static let control: Configuration = {
      var configuration = Configuration.quiet
      configuration.allowsControl = true
      return configuration
    }()

    /// Runs `body` with a viewer that watches, beside another.
    private func besideAViewer(_ body: (Bridge, TestPeer, Viewer) async throws -> Void) async throws {
      try await withBridge(Pattern.live) { bridge in
        let faithful = try await TestPeer(codecs: [.vp8])
        _ = try await faithful.join(bridge)
        let peer = try await TestPeer(codecs: [.vp8])
        let viewer = try await peer.join(bridge)
        #expect(await eventually { faithful.frames >= 5 && peer.frames >= 5 })
        let before = Leftovers.residentMemory
        try await body(bridge, peer, viewer)
        #expect(await eventually { await bridge.viewer(viewer.id) == nil }, "it is disconnected")
        // Both ends are in this process.
        let growth = Leftovers.residentMemory - before
        #expect(growth < 24 << 20, "\(growth >> 20) MiB")
        let seen = faithful.frames
        #expect(await eventually { faithful.frames >= seen + 10 })
        #expect(await bridge.status().viewers == 1)
        await peer.close()
        await faithful.close()
      }
    }

    private static let packets = UInt32(Scale.of(20_000, full: 200_000))

    private func word(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

    /// `srtpdec` would make a stream for each: 2.3 kB.
    @Test(arguments: [0x60, 201] as [UInt8])
    func packetsOfEverNewSources(type: UInt8) async throws {
      try await besideAViewer { _, peer, _ in
        let rest = [UInt8](repeating: 7, count: 40)
        for number in 0..<Self.packets {
          peer.send(raw: [0x80, type, 0, 1] + (type == 201 ? [] : word(number)) + word(number) + rest)
        }
      }
    }

    /// `rtpsession` would keep a source for each: 10 kB, and for 25 s at least.
    @Test func reportsOfEverNewSources() async throws {
      try await besideAViewer { _, peer, _ in
        for number in 0..<Self.packets / 31 {
          let chunks = (0..<31).flatMap { word(number * 31 + $0 + 1_000) + [1, 1, 97, 0] }
          peer.send(report: [0x80, 201, 0, 1] + word(7) + [0x9F, 202, 0, 62] + chunks)
        }
      }
    }

    @Test func fewReportsAreNoFlood() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer(codecs: [.vp8])
        let viewer = try await peer.join(bridge)
        #expect(await eventually { peer.frames >= 5 })
        for number in 0..<300 { peer.send(report: [0x80, 201, 0, 1] + word(UInt32(number % 4))) }
        for number in 0..<300 { peer.send(raw: [0x80, 0x60, 0, 1] + word(UInt32(number)) + word(5)) }
        let seen = peer.frames
        #expect(await eventually { peer.frames >= seen + 30 })
        #expect(await bridge.viewer(viewer.id) != nil)
        await peer.close()
      }
    }

    @Test func channelsAreCountedBeforeTheyAreMade() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer(codecs: [.vp8])
        let channels = try await peer.channels(200)
        let offer = SessionDescription(kind: .offer, sdp: try await peer.offer())
        let viewer = try await bridge.answer(offer)
        let decoder = try #require(viewer.peer.bin.descendants.first { $0.factoryName == "sctpdec" })
        let made = Counter()
        let adding = decoder.reference.connect("pad-added") { _ in made.add() }
        try await peer.accept(await viewer.localDescription.sdp)
        #expect(await eventually(within: .seconds(20)) { await bridge.viewer(viewer.id) == nil }, "it is disconnected")
        #expect((1...8).contains(made.count), "\(made.count) channels")
        adding.disconnect()
        withExtendedLifetime(channels) {}
        await peer.close()
      }
    }

    /// The last wish is the one that counts, and soon.
    @Test func startsAndStopsWithoutEnd() async throws {
      let log = RecordedLog()
      try await withBridge(Pattern.live, configuration: log.configuration) { bridge in
        let changes = Counter()
        let source = await bridge.source
        let subscription = source.changes.subscribe { _ in changes.add() }
        let peer = try await TestPeer(codecs: [.vp8])
        let channel = try await peer.channel("control")
        let viewer = try await peer.join(bridge)
        await channel.waitUntilOpen()
        for _ in 0..<800 {
          channel.send(#"{"type":"stop"}"#)
          channel.send(#"{"type":"start"}"#)
        }
        #expect(await eventually { await bridge.source.state == .live && peer.frames > 0 })
        channel.send(#"{"type":"stop"}"#)
        #expect(await eventually { await bridge.source.state == .stopped })
        #expect(changes.count < 60, "\(changes.count) changes")
        try await bridge.start()
        #expect(await bridge.viewer(viewer.id) != nil)
        for _ in 0..<20_000 where channel.isOpen { channel.send(#"{"type":"stop"}"#) }
        #expect(await eventually(within: .seconds(20)) { await bridge.viewer(viewer.id) == nil }, "it is disconnected")
        #expect(log.texts(.error).isEmpty)
        subscription.cancel()
        await peer.close()
      }
    }

    /// A peer that acknowledges nothing holds up its own messages, and not the end of its viewer.
    @Test func whatIsNotAcknowledgedHoldsNothingUp() async throws {
      let log = RecordedLog()
      try await withBridge(Pattern.live, configuration: log.configuration) { bridge in
        let peer = try await TestPeer(codecs: [.vp8])
        let channel = try await peer.channel("control")
        let viewer = try await peer.join(bridge)
        await channel.waitUntilOpen()
        #expect(await eventually { await viewer.control != nil })
        peer.vanish()
        let text = String(repeating: "x", count: 60_000)
        let sent = await viewer.control?.channel
        #expect(await eventually { sent?.send(text, whenWaitingAtMost: 1 << 19) == false })
        await viewer.close()
        #expect(log.texts(.critical).isEmpty)
        await peer.close()
      }
    }

    /// Of keys none is lost, and what is down when the viewer goes is let go.
    @Test func everyKeyArrives() async throws {
      let pipeline = Pattern.live.replacing("videotestsrc", with: "videotestsrc name=source") + " ! identity"
      try await withBridge(pipeline, configuration: Self.control) { bridge in
        let streams = await bridge.source.streams
        let pad = streams.tuning.playing?.child(named: "source")?.staticPad("src")
        let source = try #require(pad)
        let seen = Seen()
        source.onNavigation { structure in
          seen.note(takeString(gst_structure_to_string(structure)) ?? "")
          return false
        }
        let peer = try await TestPeer(codecs: [.vp8])
        let channel = try await peer.channel("control")
        let viewer = try await peer.join(bridge)
        await channel.waitUntilOpen()
        for number in 0..<400 {
          channel.send(#"{"type":"navigate","event":"key-down","key":"U\#(number)"}"#)
          if number != 7 { channel.send(#"{"type":"navigate","event":"key-up","key":"U\#(number)"}"#) }
        }
        #expect(await eventually { seen.count("key-press") == 400 && seen.count("key-release") == 399 })
        await viewer.close()
        #expect(await eventually { seen.count("key-release") == 400 })
        await peer.close()
      }
    }
  }
}

/// Counts on any thread.
private final class Counter: Sendable {
  private let value = Mutex(0)

  var count: Int { value.withLock { $0 } }
  func add() { value.withLock { $0 += 1 } }
}

private final class Seen: Sendable {
  private let texts = Mutex<[String]>([])

  func note(_ text: String) { texts.withLock { $0.append(text) } }
  func count(_ word: String) -> Int { texts.withLock { $0.count { $0.contains(word) } } }
}

extension TestPeer {
  /// To be called before the offer is made.
  fileprivate func channel(_ label: String) async throws -> DataChannel {
    try await peer.createDataChannel(label: label)
  }

  fileprivate func channels(_ count: Int) async throws -> [DataChannel] {
    var channels: [DataChannel] = []
    for number in 0..<count { channels.append(try await channel("x\(number)")) }
    return channels
  }
}

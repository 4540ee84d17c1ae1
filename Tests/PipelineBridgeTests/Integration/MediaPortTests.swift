import Foundation
import Testing

@testable import PipelineBridge

extension Integration {
  /// Prescribed ports for media, with a second webrtcbin as the browser's stand-in.
  @Suite struct MediaPortTests {
    private func ports(of viewer: Viewer) async -> Set<Int> {
      let lines = await viewer.localDescription.sdp.split(whereSeparator: \.isNewline)
      return Set(lines.filter { $0.hasPrefix("a=candidate:") }.compactMap { Int($0.split(separator: " ")[5]) })
    }

    @Test func onePortForAllViewers() async throws {
      var configuration = Configuration.quiet
      configuration.mediaPorts = 41_000...41_000
      try await withBridge(Pattern.live, configuration: configuration) { bridge in
        let peers = [try await TestPeer(), try await TestPeer()]
        for peer in peers {
          let viewer = try await peer.join(bridge)
          #expect(await ports(of: viewer) == [41_000])
        }
        for peer in peers { #expect(await eventually { peer.frames >= 10 }) }
        for peer in peers { await peer.close() }
      }
    }

    @Test func ourOfferThroughOnePort() async throws {
      var configuration = Configuration.quiet
      configuration.mediaPorts = 41_010...41_010
      configuration.iceTCPPort = 41_011
      try await withBridge(Pattern.live, configuration: configuration) { bridge in
        let viewer = try await bridge.offer()
        #expect(await ports(of: viewer).isSuperset(of: [41_010, 41_011]))
        let peer = try await TestPeer(codecs: [])
        try await viewer.accept(try await peer.answer(await viewer.localDescription))
        #expect(await eventually { peer.frames >= 10 })
        await peer.close()
      }
    }

    @Test func aRangeHasAPortForEachViewer() async throws {
      var configuration = Configuration.quiet
      configuration.mediaPorts = 41_020...41_021
      try await withBridge(Pattern.live, configuration: configuration) { bridge in
        let peers = [try await TestPeer(), try await TestPeer()]
        var seen: Set<Int> = []
        for peer in peers { seen.formUnion(await ports(of: try await peer.join(bridge))) }
        #expect(seen == [41_020, 41_021])
        let third = try await TestPeer()
        let error = await #expect(throws: BridgeError.self) { _ = try await third.join(bridge) }
        #expect(error?.code == .viewerLimit && error?.message.contains("--media-port") == true)
        for peer in peers { #expect(await eventually { peer.frames >= 10 }) }
        for peer in peers + [third] { await peer.close() }
      }
    }

    @Test func aPortThatIsTaken() async throws {
      var configuration = Configuration.quiet
      configuration.iceTCPPort = 41_030
      let first = try Bridge(pipeline: Pattern.live, configuration: configuration)
      let run = Task { try await first.run() }
      for await status in first.statusUpdates() where status.state == .live { break }
      let second = try Bridge(pipeline: Pattern.live, configuration: configuration)
      let error = await #expect(throws: BridgeError.self) { try await second.run() }
      #expect(error?.message.contains("TCP port 41030") == true)
      run.cancel()
      try await run.value
    }

    @Test func anAddressThatOthersSee() async throws {
      var configuration = Configuration.quiet
      configuration.mediaAddresses = ["203.0.113.5"]
      configuration.mediaPorts = 41_040...41_040
      try await withBridge(Pattern.live, configuration: configuration) { bridge in
        let peer = try await TestPeer()
        let sdp = await (try await peer.join(bridge)).localDescription.sdp
        #expect(sdp.contains(" 203.0.113.5 41040 typ host"))
        #expect(await eventually { peer.frames >= 10 })
        await peer.close()
      }
    }
  }
}

import Foundation
import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct Churn {
    /// How a peer comes and goes.
    private enum Visit: Int, CaseIterable {
      /// Watches, and the bridge is told that it leaves (DELETE).
      case farewell
      /// Watches, and closes its connection.
      case hangUp
      /// Watches, and is gone without a word.
      case vanish
      /// Gets an answer and never comes.
      case noShow
      /// The bridge is told to close its side while the peer connects.
      case closedWhileConnecting
      /// Gives up while the bridge makes its answer.
      case cancelled
    }

    private static func visit(_ visit: Visit, _ bridge: Bridge) async throws {
      let peer = try await TestPeer()
      let offer = SessionDescription(kind: .offer, sdp: try await peer.offer())
      if visit == .cancelled {
        let answering = Task { try await bridge.answer(offer) }
        answering.cancel()
        _ = await answering.result
        return await peer.close()
      }
      let viewer = try await bridge.answer(offer)
      if visit == .noShow { return await peer.close() }
      try await peer.accept(await viewer.localDescription.sdp)
      if visit != .closedWhileConnecting {
        let hasPicture = await eventually(within: .seconds(30)) { peer.frames >= 3 }
        #expect(hasPicture, "\(visit): no picture")
      }
      switch visit {
      case .farewell, .closedWhileConnecting: await viewer.close()
      case .vanish: peer.vanish()
      case .hangUp, .noShow, .cancelled: break
      }
      await peer.close()
    }

    @Test func manyComeAndGo() async throws {
      let count = Scale.of(60, full: 1000)
      // Those that are gone without a word are kept for a while: how many depends on the machine.
      var configuration = Configuration.quiet
      configuration.maximumViewers = count
      try await withBridge(Pattern.live, configuration: configuration) { bridge in
        let faithful = try await TestPeer()
        _ = try await faithful.join(bridge)
        var memory: [Int] = []
        for start in stride(from: 0, to: count, by: 20) {
          try await withThrowingTaskGroup(of: Void.self) { group in
            for index in start..<min(start + 20, count) {
              group.addTask { try await Self.visit(Visit(rawValue: index % Visit.allCases.count)!, bridge) }
            }
            try await group.waitForAll()
          }
          // What the process takes while nobody of them is left: while they are kept, that depends on the machine.
          if Scale.isFull, (start + 20).isMultiple(of: 100) {
            #expect(await eventually(within: .seconds(30)) { await bridge.status().viewers == 1 })
            // What has been freed is given back within a second.
            try await Task.sleep(for: .seconds(2))
            memory.append(Leftovers.residentMemory)
          }
        }
        #expect(await eventually(within: .seconds(30)) { await bridge.status().viewers == 1 })
        #expect(faithful.trace.isWhole, "\(faithful.trace)")
        await faithful.close()
        if memory.count > 4 {
          print("MiB after each hundred: \(memory.map { $0 >> 20 })")
          // Both ends of all connections are in this process. A viewer that stayed would be 0.7 MB.
          #expect((memory.last ?? 0) - memory[1] < 16 << 20, "\(memory)")
        }
      }
    }

    @Test func theBridgeEndsWhileManyConnect() async throws {
      let bridge = try Bridge(pipeline: Pattern.live, configuration: .quiet)
      let run = Task { try await bridge.run() }
      #expect(await eventually { await bridge.source.state == .live })
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<Scale.of(20, full: 100) {
          group.addTask {
            guard let peer = try? await TestPeer() else { return }
            // Some are refused because the bridge is closing: that is what they should be.
            _ = try? await peer.join(bridge)
            await peer.close()
          }
        }
        #expect(await eventually { await bridge.status().viewers > 5 })
        run.cancel()
        _ = await run.result
      }
      #expect(await eventually(within: .seconds(30)) { await bridge.status().viewers == 0 })
    }
  }
}

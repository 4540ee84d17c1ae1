import Foundation
import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct Isolation {
    @Test func aStuckPeerLosesItsOwnFramesOnly() async throws {
      // 4 Mbit/s fill the buffer of a socket that nobody reads in less than a second.
      var configuration = Configuration.quiet
      configuration.bitrate = 4_000_000
      let snow = "videotestsrc is-live=true pattern=snow"
      let source = "\(snow) ! video/x-raw,format=I420,width=640,height=360,framerate=30/1"
      try await withBridge(source, configuration: configuration) { bridge in
        let peers = [try await TestPeer(), try await TestPeer(), try await TestPeer()]
        for peer in peers { _ = try await peer.join(bridge) }
        #expect(await eventually { peers.allSatisfy { $0.frames >= 10 } })
        let others = peers.dropFirst()
        peers[0].freeze()
        let (stuck, seen) = (peers[0].trace.frames, others.map(\.trace.frames))
        #expect(
          await eventually(within: .seconds(60)) {
            zip(others, seen).allSatisfy { $0.trace.frames >= $1 + Scale.of(90, full: 240) }
          })
        #expect(peers[0].trace.frames <= stuck + 2)
        for peer in others { #expect(peer.trace.isWhole, "\(peer.trace)") }
        peers[0].thaw()
        let thawed = peers[0].frames
        #expect(await eventually { peers[0].frames >= thawed + 30 }, "its picture is back")
        for peer in others { #expect(peer.trace.isWhole, "\(peer.trace)") }
        #expect(await bridge.status().viewers == 3)
        for peer in peers { await peer.close() }
      }
    }

    @Test func iceThatNeverCompletesIsGivenUp() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer()
        _ = try await peer.join(bridge)
        var absent: [TestPeer] = []
        for _ in 0..<5 {
          let offering = try await TestPeer()
          _ = try await bridge.answer(SessionDescription(kind: .offer, sdp: try await offering.offer()))
          absent.append(offering)
        }
        #expect(await bridge.status().viewers == 6)
        #expect(await eventually(within: .seconds(30)) { await bridge.status().viewers == 1 })
        #expect(peer.trace.isWhole, "\(peer.trace)")
        for peer in absent + [peer] { await peer.close() }
      }
    }

    @Test func aSuspendedPeerIsGivenUp() async throws {
      try await withBridge(Pattern.live) { bridge in
        let peers = [try await TestPeer(), try await TestPeer()]
        for peer in peers { _ = try await peer.join(bridge) }
        #expect(await eventually { peers.allSatisfy { $0.frames > 0 } })
        peers[0].vanish()
        #expect(await eventually(within: .seconds(30)) { await bridge.status().viewers == 1 })
        #expect(peers[1].trace.isWhole, "\(peers[1].trace)")
        for peer in peers { await peer.close() }
      }
    }

    @Test func aStormOfRequestsMakesFewKeyFrames() async throws {
      try await withBridge(Pattern.live) { bridge in
        var peers: [TestPeer] = []
        for _ in 0..<Scale.of(8, full: 50) {
          peers.append(try await TestPeer())
          _ = try await peers[peers.count - 1].join(bridge)
        }
        #expect(await eventually(within: .seconds(30)) { peers.allSatisfy { $0.frames >= 5 } })
        // What was asked for on joining has been answered when no key frame comes for a second.
        var (key, frame) = (0, 0)
        #expect(
          await eventually(within: .seconds(30)) {
            if peers[0].trace.keyFrames != key { (key, frame) = (peers[0].trace.keyFrames, peers[0].trace.frames) }
            return peers[0].trace.frames >= frame + 30
          })

        for peer in peers { peer.trace.requestKeyFrame() }
        #expect(await eventually { peers[0].trace.keyFrames > key })
        frame = peers[0].trace.frames
        while peers[0].trace.frames < frame + 90 {
          for peer in peers { peer.trace.requestKeyFrame() }
          try await Task.sleep(for: .milliseconds(10))
        }
        // Two a second of RTP time, and one that was under way.
        let seconds = Double(peers[0].trace.duration(lastFrames: peers[0].trace.frames - frame)) / 90_000
        let made = Double(peers[0].trace.keyFrames - key - 1)
        #expect(made >= 2 && made <= 2 * seconds + 2, "\(made) in \(seconds) s")
        for peer in peers { await peer.close() }
      }
    }
  }
}

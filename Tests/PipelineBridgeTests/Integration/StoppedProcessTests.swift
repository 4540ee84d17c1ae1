import Foundation
import Testing

@testable import PipelineBridge

extension Integration {
  @Suite struct StoppedProcess {
    @Test func aStoppedProcessLosesItsOwnFramesOnly() async throws {
      let desk = try Desk()
      defer { desk.remove() }
      try await withBridge(Pattern.live) { bridge in
        let receiver = Task {
          await #expect(processExitsWith: .success) { [path = desk.path as String] in
            try await Desk(path).receive()
            // At once: what GStreamer's threads hold at this moment is no leak.
            _exit(EXIT_SUCCESS)
          }
        }
        let others = [try await TestPeer(), try await TestPeer()]
        for peer in others { _ = try await peer.join(bridge) }
        let offer = try #require(await desk.take("offer"))
        let viewer = try await bridge.answer(SessionDescription(kind: .offer, sdp: offer))
        desk.put("answer", await viewer.localDescription.sdp)
        let process = try #require(await desk.take("process").flatMap(pid_t.init))
        let seen = others.map(\.trace.frames)

        kill(process, SIGSTOP)
        #expect(await eventually { zip(others, seen).allSatisfy { $0.trace.frames >= $1 + 90 } })
        kill(process, SIGCONT)
        desk.put("continued", "")
        #expect(await desk.take("picture") != nil, "its picture is back")
        for peer in others { #expect(peer.trace.isWhole, "\(peer.trace)") }
        desk.put("end", "")
        await receiver.value
        for peer in others { await peer.close() }
      }
    }
  }
}

/// A folder over which two processes exchange texts, each put once.
private struct Desk: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "desk-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  init(_ path: String) { self.path = path }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  func put(_ name: String, _ text: String) {
    try? Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"), options: .atomic)
  }

  /// - Returns: `nil` when nobody has put it in time.
  func take(_ name: String) async -> String? {
    await eventually(within: .seconds(30)) { FileManager.default.fileExists(atPath: "\(path)/\(name)") }
    return try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  /// The other process: watches until it is told to end.
  func receive() async throws {
    let peer = try await TestPeer()
    put("offer", try await peer.offer())
    try await peer.accept(try #require(await take("answer")))
    await eventually { peer.frames >= 10 }
    put("process", "\(getpid())")
    _ = await take("continued")
    let seen = peer.frames
    if await eventually(within: .seconds(20), { peer.frames >= seen + 30 }) { put("picture", "") }
    _ = await take("end")
    await peer.close()
  }
}

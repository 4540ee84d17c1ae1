import Foundation
import PipelineBridge
import Testing

extension Integration {
  @Suite struct Readme {
    /// The README's example, to the letter: `theReadmeShowsThis` compares it.
    private func example(_ finished: (Bridge, (String) async throws -> String) async throws -> Bool) async throws {
      // begin
      let bridge = try Bridge(pipeline: "videotestsrc is-live=true ! video/x-raw,width=640,height=360")
      let running = Task { try await bridge.run() }

      // An offer came in: from a web socket, a file, a person.
      func reply(to offer: String) async throws -> String {
        let viewer = try await bridge.answer(SessionDescription(kind: .offer, sdp: offer))
        return await viewer.localDescription.sdp
      }

      for await status in bridge.statusUpdates() where status.state == .live {
        print("\(status.frames) frames, \(status.viewers) viewers")
        if try await finished(bridge, reply) { break }
      }
      running.cancel()
      // end
      try await running.value
    }

    @Test func theExampleShowsAPicture() async throws {
      let peer = try await TestPeer()
      try await example { _, reply in
        try await peer.accept(try await reply(try await peer.offer()))
        return await eventually { peer.frames >= 5 }
      }
      #expect(peer.frames >= 5)
      await peer.close()
    }

    @Test func theReadmeShowsThis() throws {
      let own = try String(contentsOfFile: #filePath, encoding: .utf8)
      let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
      let readme = try String(contentsOfFile: String(root) + "/README.md", encoding: .utf8)
      let body = try #require(own.firstMatch(of: /\/\/ begin\n([\s\S]*?) +\/\/ end\n/)).1
      let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map { $0.dropFirst(6) }
      let shown = lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
      #expect(readme.contains("```swift\n\(shown)\n```"))
    }
  }
}

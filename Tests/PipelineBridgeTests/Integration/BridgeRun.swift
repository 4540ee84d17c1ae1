import Logging
import Testing

@testable import PipelineBridge

/// Runs `body` beside a running bridge, then ends the bridge and waits until it has.
func withBridge(
  _ pipeline: String, configuration: Configuration = .quiet, _ body: (Bridge) async throws -> Void
) async throws {
  let bridge = try Bridge(pipeline: pipeline, configuration: configuration)
  let run = Task { try await bridge.run() }
  do {
    #expect(await eventually { await bridge.source.state == .live }, "\(pipeline) is live")
    try await body(bridge)
  } catch {
    run.cancel()
    _ = await run.result
    throw error
  }
  run.cancel()
  try await run.value
}

extension Configuration {
  static var quiet: Configuration {
    var configuration = Configuration()
    configuration.logger.logLevel = .critical
    return configuration
  }
}

enum Pattern {
  static let live = "videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=30/1"
}

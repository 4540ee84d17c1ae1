import Foundation
import Logging
import PipelineBridge
import ServiceLifecycle
import Testing

@testable import bridge

/// Runs `body` against a server on a free port, with a real source behind it.
func withServer(
  _ pipeline: String = "videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=30/1",
  listening: Listening = Listening(), maximumViewers: Int? = nil,
  _ body: @escaping @Sendable (RawHTTP, Bridge) async throws -> Void
) async throws {
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  var configuration = Configuration()
  configuration.logger = logger
  if let maximumViewers { configuration.maximumViewers = maximumViewers }
  let bridge = try Bridge(pipeline: pipeline, configuration: configuration)
  let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
  let server = WebServer(
    site: Site(bridge: bridge, policy: listening.policy), listening: listening, logger: logger
  ) { continuation.yield($0) }
  let group = ServiceGroup(
    configuration: ServiceGroupConfiguration(
      services: [
        .init(service: server, successTerminationBehavior: .gracefullyShutdownGroup),
        .init(service: bridge, successTerminationBehavior: .gracefullyShutdownGroup),
      ], logger: logger))
  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask { try await group.run() }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    for await status in bridge.statusUpdates() where status.state == .live { break }
    do {
      try await withTaskExecutorPreference(BlockingExecutor.shared) { try await body(RawHTTP(port: port), bridge) }
    } catch {
      await group.triggerGracefulShutdown()
      throw error
    }
    await group.triggerGracefulShutdown()
    try await tasks.waitForAll()
  }
}

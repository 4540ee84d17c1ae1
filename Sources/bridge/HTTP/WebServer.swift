import Foundation
import Hummingbird
import Logging
import NIOCore
import PipelineBridge
import ServiceLifecycle

/// The HTTP server on one port of one or more addresses.
struct WebServer: Service {
  let site: Site
  /// The first must be had; the others are taken where the host has them.
  let hosts: [String]
  /// 0 takes any that is free.
  let port: Int
  let logger: Logger
  /// Called once, with the port, when the first address is served.
  let onRunning: @Sendable (Int) async -> Void

  func run() async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { continuation.finish() }
        try await serve(hosts[0], port: port) { continuation.yield($0) }
      }
      var others = Array(hosts.dropFirst())
      for await port in ports {
        for host in others {
          group.addTask {
            do {
              try await serve(host, port: port) { _ in }
            } catch let error as ServerError {
              logger.info("\(error)")
            }
          }
        }
        others = []
        await onRunning(port)
      }
      try await group.waitForAll()
    }
  }

  private func serve(_ host: String, port: Int, onRunning: @escaping @Sendable (Int) -> Void) async throws {
    let application = Application(
      responder: site,
      configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { channel in onRunning(channel.localAddress?.port ?? port) },
      logger: logger.atLeast(.warning))
    do {
      try await application.run()
    } catch let error as IOError {
      throw ServerError(host: host, port: port, cause: error)
    }
  }
}

/// The port cannot be had.
struct ServerError: Error, CustomStringConvertible {
  let host: String
  let port: Int
  let cause: IOError

  var description: String {
    switch cause.errnoCode {
    case EADDRINUSE:
      "port \(port) of \(host) is in use: end the program that has it, or choose another with --port (0 takes any)"
    case EACCES: "port \(port) of \(host) may not be opened: take one above 1023"
    case EADDRNOTAVAIL: "\(host) is not an address of this host"
    default: "\(host):\(port) cannot be served: \(cause)"
    }
  }
}

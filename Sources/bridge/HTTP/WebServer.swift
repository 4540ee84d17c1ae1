import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import PipelineBridge
import ServiceLifecycle

/// The HTTP server, on one port of one or more addresses or on a Unix domain socket.
struct WebServer: Service {
  enum Endpoint: Sendable {
    /// Port 0 takes any that is free.
    case address(String, port: Int)
    /// Only this user can open it.
    case unixSocket(path: String)
  }

  let site: Site
  let listening: Listening
  let logger: Logger
  /// Called once, with the port, when all addresses that this host has are served.
  let onRunning: @Sendable (Int) async -> Void

  func run() async throws {
    let endpoints = try PortProbe.usable(listening.endpoints)
    // The port of each endpoint, or why it is not served.
    let (starts, continuation) = AsyncStream.makeStream(of: Result<Int, any Error>.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      for endpoint in endpoints {
        group.addTask {
          do {
            try await serve(endpoint) { continuation.yield($0) }
          } catch {
            continuation.yield(.failure(error))
            throw error
          }
        }
      }
      var starts = starts.makeAsyncIterator()
      var port = 0
      for _ in endpoints {
        guard let start = await starts.next() else { return }
        port = try start.get()
      }
      await onRunning(port)
      try await group.waitForAll()
    }
  }

  /// Connections that are open at one address while those that have lost their places are still being closed.
  private var acceptLimit: Int { site.places.limit + 16 }
  /// A request's head must have come after this long, and the next request on the same connection.
  private static let idleLimit = TimeAmount.seconds(10)

  private func serve(
    _ endpoint: Endpoint, onRunning: @escaping @Sendable (Result<Int, any Error>) -> Void
  ) async throws {
    let socket = try UnixSocket(endpoint)
    let http = HTTPServerBuilder.http1(
      configuration: .init(additionalChannelHandlers: [ConnectionGuard(site.places)], idleTimeout: Self.idleLimit))
    let application = Application(
      responder: site,
      server: try listening.identity.map { try .tls(http, tlsConfiguration: $0.configuration) } ?? http,
      configuration: ApplicationConfiguration(
        address: socket.map { .unixDomainSocket(path: $0.bindPath) } ?? endpoint.bindAddress, serverName: nil,
        availableConnectionsDelegate: .maximum(acceptLimit, logger: logger)),
      onServerRunning: { channel in
        onRunning(
          Result {
            try socket?.publish()
            return channel.localAddress?.port ?? 0
          })
      },
      logger: logger.atLeast(.warning))
    defer { socket?.remove() }
    do {
      try await application.run()
    } catch let error as IOError {
      throw ServerError(endpoint: endpoint, cause: error)
    }
  }
}

extension WebServer.Endpoint {
  fileprivate var bindAddress: BindAddress {
    switch self {
    case .address(let host, let port): .hostname(host, port: port)
    case .unixSocket(let path): .unixDomainSocket(path: path)
    }
  }
}

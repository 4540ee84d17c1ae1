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

  /// How often another free port is tried where one is free at one address only.
  private static let attempts = 8

  func run() async throws {
    for _ in 1..<Self.attempts {
      do {
        return try await serveAll()
      } catch let error as ServerError where error.isInUse && listening.takesAnyPort {
        logger.debug("\(error)")
      }
    }
    try await serveAll()
  }

  /// What became of an endpoint.
  private enum Start: Sendable {
    case serving(port: Int)
    case absent(ServerError)
    case failed(any Error)
  }

  /// Serves all endpoints, at one port.
  ///
  /// An address that this host does not have is passed over. One that another program has is an error: that program
  /// would get the requests, and the token, of whoever opens the address that is printed.
  private func serveAll() async throws {
    let (starts, continuation) = AsyncStream.makeStream(of: Start.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      var starts = starts.makeAsyncIterator()
      var served: Int?
      var absence: ServerError?
      for endpoint in listening.endpoints {
        let endpoint = endpoint.at(port: served)
        group.addTask { try await start(endpoint) { continuation.yield($0) } }
        switch await starts.next() {
        case .serving(let port): served = served ?? port
        case .absent(let error): absence = absence ?? error
        case .failed(let error): throw error
        case nil: return
        }
      }
      if let served {
        await onRunning(served)
      } else if let absence {
        throw absence
      }
      try await group.waitForAll()
    }
  }

  private func start(_ endpoint: Endpoint, _ report: @escaping @Sendable (Start) -> Void) async throws {
    do {
      try await serve(endpoint) { report(.serving(port: $0)) }
    } catch let error as ServerError where error.isAbsentAddress {
      report(.absent(error))
    } catch {
      report(.failed(error))
      throw error
    }
  }

  /// More at once than the pages of all viewers and scripts open; each may cost a descriptor and a few kilobytes.
  private var connectionLimit: Int { 448 + 2 * site.events.limit }
  /// A request's head must have come after this long, and the next request on the same connection.
  private static let idleLimit = TimeAmount.seconds(10)

  private func serve(_ endpoint: Endpoint, onRunning: @escaping @Sendable (Int) -> Void) async throws {
    let socket = try UnixSocket(endpoint)
    let http = HTTPServerBuilder.http1(configuration: .init(idleTimeout: Self.idleLimit))
    let application = Application(
      responder: site,
      server: try listening.identity.map { try .tls(http, tlsConfiguration: $0.configuration) } ?? http,
      configuration: ApplicationConfiguration(
        address: endpoint.bindAddress, serverName: nil,
        availableConnectionsDelegate: .maximum(connectionLimit, logger: logger)),
      onServerRunning: { channel in
        socket?.opened()
        onRunning(channel.localAddress?.port ?? 0)
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
  /// The same address at this port, where it is known.
  fileprivate func at(port: Int?) -> Self {
    if case .address(let host, _) = self, let port { return .address(host, port: port) }
    return self
  }

  fileprivate var bindAddress: BindAddress {
    switch self {
    case .address(let host, let port): .hostname(host, port: port)
    case .unixSocket(let path): .unixDomainSocket(path: path)
    }
  }
}

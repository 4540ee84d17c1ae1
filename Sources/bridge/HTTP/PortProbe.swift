import Foundation
import NIOCore

/// Finds out which of several addresses can be served at one port, before any of them is.
///
/// An address that this host does not have is passed over: a family that is switched off, or loopback that is down.
/// One that another program has is an error, since that program would get the requests, and the token, of everybody
/// whose browser tries that address first.
enum PortProbe {
  /// How often another free port is tried where one is free at one address only.
  private static let attempts = 8

  /// - Returns: the endpoints that this host has. Where any port would do, all get the same one.
  /// - Throws: `ServerError` when an address is in use, or none is there.
  static func usable(_ endpoints: [WebServer.Endpoint]) throws -> [WebServer.Endpoint] {
    // What a single endpoint lacks is told when it is served.
    guard endpoints.count > 1 else { return endpoints }
    for _ in 1..<attempts {
      do {
        return try probe(endpoints)
      } catch let error as ServerError where error.isInUse && endpoints[0].takesAnyPort {}
    }
    return try probe(endpoints)
  }

  private static func probe(_ endpoints: [WebServer.Endpoint]) throws -> [WebServer.Endpoint] {
    // Held until all are tried, so that a port that was free stays so.
    var sockets: [Int32] = []
    defer { for socket in sockets { close(socket) } }
    var usable: [WebServer.Endpoint] = []
    var absence: ServerError?
    var found: Int?
    for case .address(let host, let port) in endpoints {
      do {
        let (socket, taken) = try listen(host, port: found ?? port)
        sockets.append(socket)
        found = taken
        usable.append(.address(host, port: taken))
      } catch let error as ServerError where error.isAbsentAddress {
        absence = absence ?? error
      }
    }
    if usable.isEmpty, let absence { throw absence }
    return usable
  }

  private static func listen(_ host: String, port: Int) throws -> (socket: Int32, port: Int) {
    let address = try SocketAddress(ipAddress: host, port: port)
    let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    func failure() -> ServerError {
      let cause = IOError(errnoCode: errno, reason: "listen")
      if descriptor >= 0 { close(descriptor) }
      return ServerError(endpoint: .address(host, port: port), cause: cause)
    }
    guard descriptor >= 0 else { throw failure() }
    var yes: Int32 = 1
    // As the server itself does, or a port whose last connections are still dying would be refused.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard address.withSockAddr({ bind(descriptor, $0, socklen_t($1)) }) == 0, Foundation.listen(descriptor, 1) == 0
    else { throw failure() }
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let isKnown = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
    }
    guard isKnown else { throw failure() }
    // The port stands at the same place for both families.
    let taken = withUnsafeBytes(of: &storage) { $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self) }
    return (descriptor, Int(UInt16(bigEndian: taken)))
  }
}

extension WebServer.Endpoint {
  fileprivate var takesAnyPort: Bool {
    if case .address(_, port: 0) = self { return true }
    return false
  }
}

import Foundation
import NIOCore

/// The port, or the socket, cannot be had.
struct ServerError: Error, CustomStringConvertible {
  let endpoint: WebServer.Endpoint
  let cause: IOError

  /// Whether this host has no such address, so nobody else can have it either: a family that is switched off, or
  /// loopback that is down.
  var isAbsentAddress: Bool { [EADDRNOTAVAIL, EAFNOSUPPORT].contains(cause.errnoCode) }
  var isInUse: Bool { cause.errnoCode == EADDRINUSE }

  var description: String {
    switch endpoint {
    case .address(let host, let port): description(host: host, port: port)
    case .unixSocket(let path): description(path: path)
    }
  }

  private func description(host: String, port: Int) -> String {
    switch cause.errnoCode {
    case EADDRINUSE:
      "port \(port) of \(host) is in use: end the program that has it, or choose another with --port (0 takes any)"
    case EACCES: "port \(port) of \(host) may not be opened: take one above 1023"
    case EADDRNOTAVAIL, EAFNOSUPPORT:
      Listening.isLoopback(host)
        ? "this host has no loopback address: ip link set lo up" : "\(host) is not an address of this host"
    default: "\(host):\(port) cannot be served: \(cause)"
    }
  }

  private func description(path: String) -> String {
    switch cause.errnoCode {
    case EADDRINUSE: "\(path) is in use: end the program that listens there, or choose another path"
    case EEXIST: "\(path) exists and is no socket: choose another path"
    default: "\(path) cannot be served: \(String(cString: strerror(cause.errnoCode)))"
    }
  }
}

import Foundation
import NIOCore

/// The port, or the socket, cannot be had.
struct ServerError: Error, CustomStringConvertible {
  let endpoint: WebServer.Endpoint
  let cause: IOError

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
    case EADDRNOTAVAIL: "\(host) is not an address of this host"
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

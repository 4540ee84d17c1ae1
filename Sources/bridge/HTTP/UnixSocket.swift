import Foundation
import NIOCore

/// The file of a Unix domain socket, which nobody but its owner may open, at no moment.
struct UnixSocket: Sendable {
  private let path: String
  private let formerMask: mode_t

  /// Prepares the path, and keeps others from what is made until `opened()`.
  /// - Throws: `ServerError` when somebody listens there, or the path is a file's.
  init?(_ endpoint: WebServer.Endpoint) throws {
    guard case .unixSocket(let path) = endpoint else { return nil }
    var status = stat()
    if lstat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFSOCK else {
        throw ServerError(endpoint: endpoint, cause: IOError(errnoCode: EEXIST, reason: "exists"))
      }
      // One that is left over from a program that was killed is replaced.
      guard !Self.isListening(path) else {
        throw ServerError(endpoint: endpoint, cause: IOError(errnoCode: EADDRINUSE, reason: "in use"))
      }
    }
    self.path = path
    // A change of mode after `bind` would leave a moment for others.
    formerMask = umask(0o177)
  }

  func opened() { umask(formerMask) }

  /// To be called at the end, also when it was never opened.
  func remove() {
    umask(formerMask)
    unlink(path)
  }

  private static func isListening(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}

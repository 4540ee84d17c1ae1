import Foundation
import NIOCore
import Synchronization

/// The file of a Unix domain socket, which nobody but its owner may open, at no moment.
///
/// The socket is bound in a private folder (0700) and linked to its path once its mode is 0600. A umask would affect the
/// files that other threads create meanwhile.
final class UnixSocket: Sendable {
  private let endpoint: WebServer.Endpoint
  private let path: String
  private let folder: String
  /// Device and inode of the socket's file, once it is published.
  private let own = Mutex<[UInt64]?>(nil)

  /// Where to bind the socket.
  var bindPath: String { folder + "/s" }

  /// Prepares the path.
  /// - Throws: `ServerError` when somebody listens there, or the path is a file's.
  init?(_ endpoint: WebServer.Endpoint) throws {
    guard case .unixSocket(let path) = endpoint else { return nil }
    self.endpoint = endpoint
    self.path = path
    guard Self.address(path) != nil else { throw ServerError(endpoint, ENAMETOOLONG, "bind") }
    try Self.removeLeftOver(path, endpoint)
    let parent = (path as NSString).deletingLastPathComponent
    var template = Array("\(parent.isEmpty ? "." : parent)/.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ServerError(endpoint, errno, "mkdtemp") }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard Self.address(bindPath) != nil else {
      rmdir(folder)
      throw ServerError(endpoint, ENAMETOOLONG, "bind")
    }
  }

  /// Links the bound socket to its path.
  /// - Throws: `ServerError` when the path has been taken meanwhile.
  func publish() throws {
    // `rename` would replace another program's socket.
    guard chmod(bindPath, 0o600) == 0, link(bindPath, path) == 0 else {
      throw ServerError(endpoint, errno == EEXIST ? EADDRINUSE : errno, "link")
    }
    own.withLock { $0 = Self.identity(bindPath) }
    removeFolder()
  }

  /// Removes the socket, unless another has taken its place. At the end, also when it was never published.
  func remove() {
    if let own = own.withLock({ $0 }), own == Self.identity(path) { unlink(path) }
    removeFolder()
  }

  private func removeFolder() {
    unlink(bindPath)
    rmdir(folder)
  }

  /// Removes the socket of a program that was killed: one that refuses connections.
  private static func removeLeftOver(_ path: String, _ endpoint: WebServer.Endpoint) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw ServerError(endpoint, EEXIST, "lstat") }
    let found = identity(path)
    guard refusesConnections(path) else { throw ServerError(endpoint, EADDRINUSE, "connect") }
    if identity(path) == found { unlink(path) }
  }

  /// Never blocks. Any other error, such as EAGAIN of a full backlog, means that a program listens.
  private static func refusesConnections(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0, var address = address(path) else { return false }
    defer { close(descriptor) }
    guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { return false }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) < 0 && errno == ECONNREFUSED
      }
    }
  }

  /// - Returns: `nil` when the path is too long for one.
  private static func address(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return address
  }

  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    return lstat(path, &status) == 0 ? [UInt64(truncatingIfNeeded: status.st_dev), UInt64(status.st_ino)] : nil
  }
}

extension ServerError {
  fileprivate init(_ endpoint: WebServer.Endpoint, _ code: CInt, _ call: String) {
    self.init(endpoint: endpoint, cause: IOError(errnoCode: code, reason: call))
  }
}

import Foundation

/// A TCP port that another program listens at.
struct TakenPort {
  let port: Int
  private let descriptor: Int32

  /// - Parameter address: `::1`.
  static func take(on address: String) throws -> TakenPort {
    let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_in6()
    name.sin6_family = sa_family_t(AF_INET6)
    inet_pton(AF_INET6, address, &name.sin6_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let isOpen = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isOpen else { throw POSIXError(.EADDRINUSE) }
    return TakenPort(port: Int(UInt16(bigEndian: name.sin6_port)), descriptor: descriptor)
  }

  func close() { _ = Foundation.close(descriptor) }
}

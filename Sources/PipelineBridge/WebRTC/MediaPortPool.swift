import Foundation
import Synchronization

/// A range of UDP ports, one for each viewer.
///
/// libnice has such a range too, but with every port taken it gathers for ever.
final class MediaPortPool: Sendable {
  private let range: ClosedRange<Int>
  private let taken = Mutex<Set<Int>>([])

  init(_ range: ClosedRange<Int>) { self.range = range }

  /// One port, until the last reference is gone.
  final class Lease: Sendable {
    let port: Int
    private let pool: MediaPortPool

    fileprivate init(port: Int, pool: MediaPortPool) {
      self.port = port
      self.pool = pool
    }

    deinit { pool.taken.withLock { _ = $0.remove(port) } }
  }

  /// - Parameter addresses: of this host, on each of which the port must be free.
  /// - Throws: `BridgeError` when all ports are taken, by viewers or other programs.
  func take(on addresses: [String]) throws -> Lease {
    for port in range where taken.withLock({ $0.insert(port).inserted }) {
      let lease = Lease(port: port, pool: self)
      if addresses.allSatisfy({ Self.isFree(port, on: $0) }) { return lease }
    }
    throw BridgeError(
      .viewerLimit,
      "all UDP ports from \(range.lowerBound) to \(range.upperBound) are taken: give --media-port more, or a single "
        + "one, which all viewers share")
  }

  private static func isFree(_ port: Int, on address: String) -> Bool {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var info: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address, "\(port)", &hints, &info) == 0, let info else { return false }
    defer { freeaddrinfo(info) }
    let descriptor = socket(info.pointee.ai_family, info.pointee.ai_socktype, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return bind(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0
  }
}

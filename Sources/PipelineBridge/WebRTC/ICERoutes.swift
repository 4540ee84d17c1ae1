import NIOCore
import Synchronization

/// Where the ports shared by all viewers find one: by its `ice-ufrag`, which begins the `USERNAME` of each STUN check
/// that is meant for it (RFC 8445, section 7.2.2), the address of its own UDP port.
final class ICERoutes: Sendable {
  private let addresses = Mutex<[String: SocketAddress]>([:])

  func add(_ name: String, _ address: SocketAddress) { addresses.withLock { $0[name] = address } }
  func remove(_ name: String) { addresses.withLock { $0[name] = nil } }
  func address(of name: String) -> SocketAddress? { addresses.withLock { $0[name] } }
}

import NIOCore
import NIOPosix
import Synchronization

/// One TCP port through which the media of all viewers flows (ICE over TCP, RFC 6544), for those that are reached by
/// a forwarded port only.
///
/// It accepts connections, finds the viewer by the name in the first packet, and carries the packets to and from that
/// viewer's own UDP port on loopback: libnice itself has one listening socket for each viewer, or one viewer at a port.
final class ICEPort: Sendable {
  let port: Int
  /// What descriptions name, besides loopback.
  private let announced: [String]
  private let listening: [String]
  private let viewers = Mutex<[String: SocketAddress]>([:])
  /// Connections that are open, of viewers and of strangers, and how many there may be.
  private let connections = Mutex(0)
  private static let maximumConnections = 256

  /// - Parameter announced: addresses of this host, or of one that forwards the port to it.
  init(port: Int, announced: [String]) {
    self.port = port
    self.announced = announced
    let own = announced.filter(HostAddresses.contains)
    listening = ["127.0.0.1"] + (own.count == announced.count ? own : HostAddresses.external())
  }

  /// Listens until the task is cancelled.
  /// - Throws: `BridgeError` when the port is not free.
  func run() async throws {
    let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      // What a slow forward does not take is lost, as over UDP, and not late.
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 64 << 10, high: 256 << 10))
      .childChannelInitializer { [self] channel in
        guard admit(channel) else { return channel.close() }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(PacketFraming()), ICEConnection(target: self.address))
        }
      }
    var channels: [any Channel] = []
    do {
      for host in listening { channels.append(try await bootstrap.bind(host: host, port: port).get()) }
    } catch {
      for channel in channels { try? await channel.close() }
      throw BridgeError(.negotiation, "port \(port) for media over TCP cannot be opened: is it in use? (\(error))")
    }
    // Until the task is cancelled.
    let (forever, continuation) = AsyncStream.makeStream(of: Never.self)
    for await _ in forever {}
    continuation.finish()
    for channel in channels { try? await channel.close() }
  }

  /// Lets a viewer be reached.
  /// - Parameter sdp: our description, with its candidates.
  /// - Returns: the candidates to add to it.
  func add(_ sdp: String) -> [ICECandidate] {
    let lines = sdp.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { String($0) }
    let target = lines.lazy.compactMap { try? ICECandidate($0) }
      .first { $0.transport == .udp && HostAddresses.loopback.contains($0.address) }
    guard let name = SessionDescription(kind: .offer, sdp: sdp).iceUsernameFragment, let target,
      let address = try? SocketAddress(ipAddress: target.address, port: Int(target.port))
    else { return [] }
    viewers.withLock { $0[name] = address }
    return (["127.0.0.1"] + announced).enumerated().map { index, host in
      // Below every UDP candidate of a host (RFC 6544, section 4.2).
      ICECandidate(
        foundation: "tcp\(index)", transport: .tcp, priority: 1_518_280_447 - UInt32(index), address: host,
        port: UInt16(port), tcpType: .passive)
    }
  }

  func remove(_ sdp: String) {
    guard let name = SessionDescription(kind: .offer, sdp: sdp).iceUsernameFragment else { return }
    viewers.withLock { $0[name] = nil }
  }

  private func admit(_ channel: any Channel) -> Bool {
    let isAdmitted = connections.withLock { count in
      guard count < Self.maximumConnections else { return false }
      count += 1
      return true
    }
    guard isAdmitted else { return false }
    channel.closeFuture.whenComplete { _ in self.connections.withLock { $0 -= 1 } }
    return true
  }

  @Sendable private func address(of viewer: String) -> SocketAddress? { viewers.withLock { $0[viewer] } }
}

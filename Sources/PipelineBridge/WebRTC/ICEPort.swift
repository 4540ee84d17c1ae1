import NIOCore
import NIOPosix

/// One TCP port through which the media of all viewers flows (ICE over TCP, RFC 6544), for those that are reached by
/// a forwarded port only.
///
/// It accepts connections, finds the viewer by the name in the first packet, and carries the packets to and from that
/// viewer's own UDP port on loopback: libnice itself has one listening socket for each viewer, or one viewer at a port.
final class ICEPort: Sendable {
  let port: Int
  private let addresses: MediaAddresses
  private let routes: ICERoutes
  private let places: ConnectionPlaces
  /// Connections of one viewer. A browser opens one for each pair of addresses that it tries.
  private static let share = 16

  init(port: Int, addresses: MediaAddresses, routes: ICERoutes) {
    self.port = port
    self.addresses = addresses
    self.routes = routes
    // Each may take two descriptors.
    let limit = min(256, OpenFiles.limit / 32)
    places = ConnectionPlaces(strangers: limit / 4, proved: limit - limit / 4, share: Self.share)
  }

  /// Descriptors that connections may come to need beside those that they have.
  var reservedFiles: Int { 2 * places.reservedFiles }

  /// Closes the connections of a viewer that has gone.
  func end(_ viewer: String) { places.end(viewer) }

  /// Listens until the task is cancelled.
  /// - Throws: `BridgeError` when the port is not free.
  func run() async throws {
    let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      // Without descriptors `accept` fails at once, again and again.
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
        }
      }
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      // What a slow forward does not take is lost, as over UDP, and not late.
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 64 << 10, high: 256 << 10))
      .childChannelInitializer { [self] channel in
        places.admit(channel)
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            IdleStateHandler(allTimeout: ICEConnection.idleLimit), ByteToMessageHandler(PacketFraming()),
            ICEConnection(target: routes.address, places: places))
        }
      }
    try await SharedPort.serve(on: addresses.listening, as: "TCP port \(port)") { [port] host in
      try await bootstrap.bind(host: host, port: port).get()
    }
  }

  /// To be added to a viewer's description.
  var candidates: [ICECandidate] {
    // One of loopback's: people carry the description.
    (addresses.loopback.prefix(1) + addresses.own + addresses.foreign).enumerated().map { index, host in
      // Below every UDP candidate of a host (RFC 6544, section 4.2).
      ICECandidate(
        foundation: "tcp\(index)", transport: .tcp, priority: 1_518_280_447 - UInt32(index), address: host,
        port: UInt16(port), tcpType: .passive)
    }
  }
}

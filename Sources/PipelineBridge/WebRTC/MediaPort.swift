import NIOCore
import NIOPosix

/// One UDP port through which the media of all viewers flows, for hosts where only that port is forwarded or open.
///
/// libnice has a port for each viewer. So the viewers' ports stay on loopback, and this one carries packets between
/// them and the peers, each of which it knows by its address once a STUN check has named its viewer.
final class MediaPort: Sendable {
  let port: Int
  private let addresses: MediaAddresses
  private let routes: ICERoutes
  /// Each flow takes a descriptor.
  private let places = PlaceCount(limit: min(4_096, OpenFiles.limit / 16))
  /// Descriptors that flows may come to need beside those that they have.
  var reservedFiles: Int { places.free }

  init(port: Int, addresses: MediaAddresses, routes: ICERoutes) {
    self.port = port
    self.addresses = addresses
    self.routes = routes
  }

  /// A key frame arrives as hundreds of packets at once.
  static let socketBuffer = 1 << 20
  static let packetsPerRead = 16
  /// Above any packet that a WebRTC peer sends.
  static let packetSize = 2048

  /// Listens until the task is cancelled.
  /// - Throws: `BridgeError` when the port is not free.
  func run() async throws {
    let bootstrap = DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .mediaOptions()
      .channelInitializer { [routes, places] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(MediaDemultiplexer(routes: routes, places: places))
        }
      }
    try await SharedPort.serve(on: addresses.listening, as: "UDP port \(port)") { [port] host in
      try await bootstrap.bind(host: host, port: port).get()
    }
  }

  /// In place of a viewer's own candidates in its description.
  var candidates: [ICECandidate] {
    (addresses.listening + addresses.foreign).enumerated().map { index, host in
      ICECandidate(
        foundation: "udp\(index)", priority: .host(index: index), address: host, port: UInt16(port))
    }
  }
}

extension UInt32 {
  /// The priority of a UDP host candidate of component 1, the first the highest (RFC 8445, section 5.1.2.1).
  static func host(index: Int) -> UInt32 { 126 << 24 | UInt32(65_535 - Swift.min(index, 65_535)) << 8 | 255 }
}

extension DatagramBootstrap {
  func mediaOptions() -> DatagramBootstrap {
    channelOption(.socketOption(.so_rcvbuf), value: .init(MediaPort.socketBuffer))
      .channelOption(.socketOption(.so_sndbuf), value: .init(MediaPort.socketBuffer))
      // A burst is written as it is read, and sent at its end.
      .channelOption(.writeBufferWaterMark, value: .init(low: MediaPort.socketBuffer, high: 2 * MediaPort.socketBuffer))
      .channelOption(.datagramVectorReadMessageCount, value: MediaPort.packetsPerRead)
      .channelOption(
        .recvAllocator,
        value: FixedSizeRecvByteBufferAllocator(capacity: MediaPort.packetsPerRead * MediaPort.packetSize))
  }
}

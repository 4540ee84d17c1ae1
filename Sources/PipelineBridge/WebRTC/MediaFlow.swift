import NIOCore
import NIOPosix

/// The packets between one address of a peer and one viewer, through a `MediaPort`.
///
/// A socket of its own stands for the peer on the viewer's side, so that libnice tells peers apart. Confined to the
/// port's event loop.
final class MediaFlow {
  private enum State {
    /// The socket is being made; what comes meanwhile waits.
    case opening([ByteBuffer])
    case open(any Channel)
    case closed
  }

  private static let maximumWaiting = 64

  /// Its `ice-ufrag`.
  let viewer: String
  /// The viewer's own UDP port.
  let target: SocketAddress
  private var state = State.opening([])
  private var heard = NIODeadline.now()
  private let place: PlaceCount.Place

  /// - Parameter place: kept for as long as the flow is there.
  init(
    viewer: String, remote: SocketAddress, target: SocketAddress, port: any Channel, place: PlaceCount.Place
  ) {
    self.viewer = viewer
    self.target = target
    self.place = place
    let bound = NIOLoopBound(self, eventLoop: port.eventLoop)
    DatagramBootstrap(group: port.eventLoop)
      .mediaOptions()
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(MediaReturn(to: remote, through: port))
        }
      }
      .connect(to: target)
      .hop(to: port.eventLoop)
      .whenComplete { bound.value.opened($0) }
  }

  func isSilent(for time: TimeAmount) -> Bool { NIODeadline.now() - heard > time }

  func send(_ packet: ByteBuffer) {
    heard = .now()
    switch state {
    case .opening(let waiting): if waiting.count < Self.maximumWaiting { state = .opening(waiting + [packet]) }
    case .open(let socket): write(packet, to: socket)
    case .closed: break
    }
  }

  func close() {
    if case .open(let socket) = state { socket.close(promise: nil) }
    state = .closed
  }

  private func opened(_ result: Result<any Channel, any Error>) {
    guard case .success(let socket) = result else {
      state = .closed
      return
    }
    guard case .opening(let waiting) = state else { return socket.close(promise: nil) }
    state = .open(socket)
    for packet in waiting { write(packet, to: socket) }
  }

  private func write(_ packet: ByteBuffer, to socket: any Channel) {
    guard socket.isWritable else { return }
    socket.writeAndFlush(AddressedEnvelope(remoteAddress: target, data: packet), promise: nil)
  }
}

/// Carries what the viewer's connection sends to the peer.
private final class MediaReturn: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  private let remote: SocketAddress
  private let port: any Channel

  init(to remote: SocketAddress, through port: any Channel) {
    self.remote = remote
    self.port = port
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // What the network does not take is lost, as everywhere over UDP.
    guard port.isWritable else { return }
    port.write(AddressedEnvelope(remoteAddress: remote, data: unwrapInboundIn(data).data), promise: nil)
  }

  func channelReadComplete(context: ChannelHandlerContext) { port.flush() }

  /// The viewer has closed its port. Its flow is removed with it.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

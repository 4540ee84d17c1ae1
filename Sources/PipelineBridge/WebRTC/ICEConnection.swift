import NIOCore
import NIOPosix

/// One accepted connection of an `ICEPort`, and the UDP socket that stands for it on the viewer's side.
final class ICEConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private enum State {
    /// The first packet has not come.
    case anonymous
    /// The socket is being made; what comes meanwhile waits.
    case opening([ByteBuffer])
    case open(any Channel)
    case closed
  }

  /// A stranger may stay silent for so long.
  private static let patience = TimeAmount.seconds(10)
  private static let maximumWaiting = 64
  /// ICE's own checks come more often than this over a connection that is in use (RFC 7675: 5 s).
  static let idleLimit = TimeAmount.seconds(30)

  private var state = State.anonymous
  private let target: @Sendable (String) -> SocketAddress?
  private let places: ConnectionPlaces
  private var deadline: Scheduled<Void>?

  init(target: @escaping @Sendable (String) -> SocketAddress?, places: ConnectionPlaces) {
    self.target = target
    self.places = places
  }

  func channelActive(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: Self.patience) {
      let (connection, context) = bound.value
      if case .anonymous = connection.state { context.close(promise: nil) }
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let packet = unwrapInboundIn(data)
    switch state {
    case .anonymous:
      guard let viewer = packet.addressedViewer, let address = target(viewer),
        places.prove(context.channel, client: viewer)
      else {
        context.close(promise: nil)
        return
      }
      // It may have ended meanwhile, and its connections with it.
      guard target(viewer) != nil else { return context.close(promise: nil) }
      state = .opening([packet])
      open(to: address, context: context)
    case .opening(let waiting): if waiting.count < Self.maximumWaiting { state = .opening(waiting + [packet]) }
    case .open(let socket): send(packet, on: socket)
    case .closed: break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    if case .open(let socket) = state { socket.close(promise: nil) }
    state = .closed
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func open(to address: SocketAddress, context: ChannelHandlerContext) {
    let stream = context.channel
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    // On the same thread, so that both sides can be looked at without a lock.
    DatagramBootstrap(group: context.eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(PacketReturn(to: stream))
        }
      }
      .connect(to: address)
      .hop(to: context.eventLoop)
      .whenComplete { result in
        let (connection, context) = bound.value
        switch result {
        case .success(let socket): connection.opened(socket)
        case .failure: context.close(promise: nil)
        }
      }
  }

  private func opened(_ socket: any Channel) {
    guard case .opening(let waiting) = state else {
      socket.close(promise: nil)
      return
    }
    state = .open(socket)
    for packet in waiting { send(packet, on: socket) }
  }

  private func send(_ packet: ByteBuffer, on socket: any Channel) {
    guard let address = socket.remoteAddress else { return }
    socket.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: packet), promise: nil)
  }
}

/// Carries what the viewer's connection sends back into the stream.
private final class PacketReturn: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  private let stream: any Channel

  init(to stream: any Channel) { self.stream = stream }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var packet = unwrapInboundIn(data).data
    guard stream.isWritable else { return }
    var frame = stream.allocator.buffer(capacity: packet.readableBytes + 2)
    frame.writeInteger(UInt16(packet.readableBytes))
    frame.writeBuffer(&packet)
    stream.writeAndFlush(frame, promise: nil)
  }

  /// The viewer has closed its port.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
    stream.close(promise: nil)
  }
}

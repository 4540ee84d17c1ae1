import NIOCore

/// Finds the viewer for each packet that arrives at a `MediaPort`, on one address of the host.
///
/// A peer's first packet must be a STUN check that names a viewer; what comes from an address that never named one is
/// dropped without an answer.
final class MediaDemultiplexer: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  /// A browser asks for consent every 5 s (RFC 7675).
  private static let silenceLimit = TimeAmount.seconds(30)
  /// An address that has been silent for so long may begin another session: a browser takes its ports again.
  private static let takeoverLimit = TimeAmount.seconds(2)
  /// A browser has one for each of its own addresses.
  private static let maximumFlowsOfViewer = 32

  private let routes: ICERoutes
  private let places: PlaceCount
  private var flows: [SocketAddress: MediaFlow] = [:]
  private var sweep: RepeatedTask?

  /// - Parameter places: of the flows over all addresses.
  init(routes: ICERoutes, places: PlaceCount) {
    self.routes = routes
    self.places = places
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    sweep = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(5), delay: .seconds(5)) { _ in
      bound.value.removeStaleFlows()
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    sweep?.cancel()
    for flow in flows.values { flow.close() }
    flows = [:]
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    let (remote, packet) = (envelope.remoteAddress, envelope.data)
    if let name = packet.addressedViewer, flows[remote]?.viewer != name {
      guard let target = routes.address(of: name), mayBegin(name, from: remote) else { return }
      flows.removeValue(forKey: remote)?.close()
      guard let place = places.take() else { return }
      flows[remote] = MediaFlow(viewer: name, remote: remote, target: target, port: context.channel, place: place)
    }
    flows[remote]?.send(packet)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // An ICMP error about one peer is no reason to close the port of all.
  }

  /// A stranger who forges a viewer's address must not take its flow away.
  private func mayBegin(_ viewer: String, from remote: SocketAddress) -> Bool {
    if let old = flows[remote] {
      return routes.address(of: old.viewer) == nil || old.isSilent(for: Self.takeoverLimit)
    }
    return flows.values.count(where: { $0.viewer == viewer }) < Self.maximumFlowsOfViewer
  }

  private func removeStaleFlows() {
    for (remote, flow) in flows
    where flow.isSilent(for: Self.silenceLimit) || routes.address(of: flow.viewer) != flow.target {
      flow.close()
      flows[remote] = nil
    }
  }
}

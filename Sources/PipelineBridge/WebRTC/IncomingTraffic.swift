import Synchronization

/// Bounds what the peer of a connection that only sends can make this program keep or do.
///
/// A browser that watches sends DTLS, RTCP and messages on a few data channels. GStreamer keeps something for whatever
/// else comes, in part before it has authenticated it: `srtpdec` a stream for each SSRC, `rtpsession` a source for each
/// SSRC that RTCP names, webrtcbin elements and a thread for each SCTP stream. So packets are looked at before these
/// elements get them, on their streaming threads.
final class IncomingTraffic: Sendable {
  /// Completes when the peer has sent far more than a browser does.
  let flood = Completion()

  private struct State {
    /// Anything: reports, acknowledgements, messages.
    var packets = TokenBucket(rate: 3_000, burst: 6_000)
    /// What no browser sends here.
    var unwanted = TokenBucket(rate: 20, burst: 400)
    /// Packets that are to be sent once more. A browser asks for 1,000 at most.
    var retransmissions = TokenBucket(rate: 2_000, burst: 4_000)
    var sources: Set<UInt32> = []
    var streams: Set<UInt16> = []
    var connections: [SignalConnection] = []
  }

  /// A browser reports as one source for each media section.
  private static let maximumSources = 8
  /// A page opens two data channels.
  static let maximumStreams = 8
  /// Bytes of an RTCP packet.
  private static let maximumReport = 1_500

  private let state = Mutex(State())

  /// Begins to look. To be called once, before webrtcbin has made its transports.
  func watch(_ bin: Element) {
    let adding = bin.reference.connect("deep-element-added") { [weak self] arguments in
      guard let element = arguments.object(2).map(Element.init) else { return }
      switch element.factoryName {
      case "nicesrc": self?.watch(element.staticPad("src")) { $0.isRefused(packet: $1) }
      case "srtpdec": self?.watch(element.staticPad("rtcp_src")) { $0.isRefused(report: $1) }
      case "sctpdec": self?.watch(element.staticPad("sink")) { $0.isRefused(data: $1) }
      default: break
      }
    }
    state.withLock { $0.connections.append(adding) }
  }

  private func watch(_ pad: Pad?, isRefused: @escaping @Sendable (IncomingTraffic, Buffer) -> Bool) {
    pad?.dropBuffers(where: { [weak self] buffer in self.map { isRefused($0, buffer) } ?? false })
  }

  func close() {
    // Disconnected outside of the lock: a handler that runs now may be waiting for it.
    let connections = state.withLock { state in
      defer { state.connections = [] }
      return state.connections
    }
    for connection in connections { connection.disconnect() }
  }

  /// A packet from the network, encrypted. The first byte tells its protocol (RFC 7983), in RTCP the second (RFC 5761).
  private func isRefused(packet: Buffer) -> Bool {
    let head = packet.bytes(limit: 8)
    let (size, isRTP) = (packet.size, head.first.map { 128...191 ~= $0 } ?? false)
    return state.withLock { state in
      guard state.packets.take() else { return refuse() }
      guard isRTP else { return false }
      guard head.count == 8, 200...207 ~= head[1], size <= Self.maximumReport else { return refuse(&state) }
      return admit([head.dropFirst(4).reduce(0) { $0 << 8 | UInt32($1) }], &state) ? false : refuse(&state)
    }
  }

  /// A compound RTCP packet, decrypted and authenticated.
  private func isRefused(report: Buffer) -> Bool {
    guard let compound = RTCPCompound(report.bytes(limit: Self.maximumReport)) else {
      return state.withLock { refuse(&$0) }
    }
    return state.withLock { state in
      guard admit(compound.sources, &state) else { return refuse(&state) }
      // The browser asks again, or for a key frame.
      return !state.retransmissions.take(Double(compound.requestedPackets))
    }
  }

  /// An SCTP packet, decrypted and authenticated.
  private func isRefused(data: Buffer) -> Bool {
    let packet = SCTPPacket(data.bytes(limit: 1 << 16))
    return state.withLock { state in
      let streams = state.streams.union(packet.streams)
      guard streams.count <= Self.maximumStreams else { return refuse() }
      state.streams = streams
      return false
    }
  }

  private func admit(_ sources: Set<UInt32>, _ state: inout State) -> Bool {
    let all = state.sources.union(sources)
    guard all.count <= Self.maximumSources else { return false }
    state.sources = all
    return true
  }

  private func refuse(_ state: inout State) -> Bool {
    if !state.unwanted.take() { flood.complete() }
    return true
  }

  private func refuse() -> Bool {
    flood.complete()
    return true
  }
}

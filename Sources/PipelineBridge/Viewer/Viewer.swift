import Logging

/// One peer that watches: a peer connection fed from the shared renditions.
///
/// Made by `Bridge.answer` and `Bridge.offer`; ended by `close()`, by the peer's going away, or by the bridge's end.
public actor Viewer: Identifiable {
  /// 128 bits from the system's random number generator, as 32 hexadecimal digits.
  public nonisolated let id = (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
  /// What the peer must be told: the answer to its offer, or our offer.
  public internal(set) var localDescription = SessionDescription(kind: .offer, sdp: "")

  /// Each change of the connection, ended when the viewer is closed. For one reader.
  public nonisolated let connectionStates: AsyncStream<ConnectionState>

  /// A rendition that the viewer holds, and what has been made of it so far.
  struct Held {
    let rendition: Rendition
    let selection: Selection
    var track: OutgoingTrack?
    var subscription: Subscription?
  }

  nonisolated let log = ViewerLog()

  nonisolated let peer: PeerConnection
  let patience: Duration
  private let watchesOnly: Bool
  /// When it was told all that it needs to connect, until it has.
  private(set) var negotiated: ContinuousClock.Instant?
  private var hasConnected = false
  nonisolated let bridge: any ViewerHost
  private let logger: Logger
  var held: [Held] = []
  private var tasks: [Task<Void, Never>] = []
  var localOffer: LocalOffer?
  /// What our offer's media sections are of: by the time of the answer the source may have others.
  var offeredStreams: [MediaStream] = []
  /// Our description as it was announced to the shared ports.
  var announcedDescription: String?
  var remoteDescription: CheckedDescription?
  var trickledCandidates = 0
  var control: ControlChannel?
  private var hasMetadata = false
  private var channels = 0
  private let stateContinuation: AsyncStream<ConnectionState>.Continuation
  private var closing: Task<Void, Never>?
  var isClosed: Bool { closing != nil }

  /// - Parameters:
  ///   - patience: how long after negotiation a failed connection is kept for a peer that may still come.
  ///   - watchesOnly: whether its control channel may steer nothing.
  init(peer: PeerConnection, patience: Duration, watchesOnly: Bool, bridge: any ViewerHost, logger: Logger) {
    self.peer = peer
    self.patience = patience
    self.watchesOnly = watchesOnly
    self.bridge = bridge
    self.logger = logger
    (connectionStates, stateContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(8))
    peer.incoming.watch(peer.bin)
  }

  /// What is sent, in the order of the media sections.
  public var codecs: [Codec] { held.map(\.selection.codec) }

  /// Takes over a rendition that was acquired for this viewer; it is given back when the viewer is closed.
  func hold(_ rendition: Rendition, for selection: Selection) async throws {
    guard !isClosed else {
      await bridge.release(rendition)
      throw Self.closed
    }
    held.append(Held(rendition: rendition, selection: selection))
    log.note(rendition)
  }

  // MARK: Media

  /// A browser that has the answer connects within a second; one that has not by now is gone.
  private static let connectionLimit = Duration.seconds(12)

  static let closed = BridgeError(.negotiation, "the viewer has been closed")

  /// The descriptions have been exchanged.
  func connect() async throws {
    try await peer.play()
    guard !isClosed else { throw Self.closed }
    negotiated = .now
    // Made while the transport connects, it is there when the viewer joins.
    for entry in held { entry.rendition.requestKeyFrame() }
    let limit = max(patience, Self.connectionLimit)
    tasks.append(
      Task {
        guard (try? await Task.sleep(for: limit)) != nil else { return }
        await self.closeUnlessConnected()
      })
    tasks.append(Task { await self.closeWhenSilent() })
    tasks.append(Task { await self.closeAtFlood() })
    let peer = peer
    tasks.append(Task { for await state in peer.states { await self.follow(state) } })
    tasks.append(
      Task { [logger] in
        for await message in peer.messages {
          switch message {
          case .error(let error, isTemporary: _): logger.debug("viewer: \(error)")
          case .latency: await peer.recalculateLatency()
          case .warning, .endOfStream, .stateChanged, .media, .tick: break
          }
        }
      })
  }

  /// A receiver reports at least this often, also one that gets nothing (RFC 3550: 5 s, at random half as much again).
  private static let silenceLimit = Duration.seconds(11)

  private func closeWhenSilent() async {
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      if let silence = peer.activity.silence, silence > Self.silenceLimit {
        logger.info("a viewer is silent and taken for gone")
        return await close()
      }
    }
  }

  private func closeAtFlood() async {
    await peer.incoming.flood.wait()
    guard !Task.isCancelled else { return }
    logger.warning("a viewer sends far more than a viewer does: it is disconnected")
    await close()
  }

  private func closeUnlessConnected() async {
    guard negotiated != nil else { return }
    logger.info("a viewer never connected")
    await close()
  }

  private func follow(_ state: ConnectionState) async {
    guard !isClosed else { return }
    stateContinuation.yield(state)
    switch state {
    case .connected:
      guard let fingerprint = remoteDescription?.transport.fingerprint, peer.certificate.matches(fingerprint) else {
        logger.warning("a viewer's certificate is not the one that its description names: it gets nothing")
        return await close()
      }
      let isFirst = !hasConnected
      negotiated = nil
      hasConnected = true
      peer.activity.expect()
      beginMedia()
      if isFirst { serveChannels() }
    case .failed:
      // Checks have failed for want of a peer; they begin again when one knocks.
      if let negotiated, .now - negotiated < patience { return }
      await close()
    case .closed: await close()
    case .new, .connecting, .disconnected: break
    }
  }

  /// Joins the renditions. Not before the transport is connected: until then webrtcbin would hold up who pushes.
  private func beginMedia() {
    for (index, entry) in held.enumerated() where entry.subscription == nil {
      guard let track = entry.track else { continue }
      held[index].subscription = entry.rendition.join(
        track.entrance, format: PacketFormat(entry.selection, playoutDelay: playoutDelay)
      ) { [log] in log.noteLoss() }
    }
  }

  // MARK: Data channels

  /// Not before the peer has proved to be itself.
  private func serveChannels() {
    serveControl()
    let peer = peer
    tasks.append(
      Task {
        for await channel in peer.dataChannels { await self.adopt(channel) }
      })
  }

  private func adopt(_ channel: DataChannel) async {
    guard !isClosed else { return }
    channels += 1
    // One after the other: those that are open at once are counted before they are made.
    guard channels <= IncomingTraffic.maximumStreams else { return peer.incoming.flood.complete() }
    switch channel.label {
    case ControlChannel.label where control == nil:
      control = controlChannel(over: channel)
      serveControl()
    case MetadataChannel.label where !hasMetadata:
      hasMetadata = true
      tasks.append(Task { [feed = bridge.metadata] in await MetadataChannel(channel: channel, feed: feed).run() })
    default: break
    }
  }

  func controlChannel(over channel: DataChannel) -> ControlChannel {
    ControlChannel(
      channel: channel, bridge: bridge, watchesOnly: watchesOnly, clock: { [weak self] in await self?.clockMapping },
      log: log, flood: peer.incoming.flood)
  }

  private var clockMapping: ClockMapping {
    ClockMapping(
      streams: held.map { ClockMapping.Stream($0.rendition, mid: $0.selection.mid) },
      wallClock: bridge.timeline.wallClockAtZero, minimumDelay: playoutDelay?.minimum ?? 0)
  }

  private func serveControl() {
    guard let control else { return }
    tasks.append(
      Task {
        await control.run()
        await self.close()
      })
  }

  // MARK: End

  /// Ends the connection and returns when all that it held is free, also where that has been begun before.
  public func close() async { await close(reason: nil) }

  func close(reason: String?) async {
    // Nobody's child: all who close the viewer wait for the same end, and whoever of them is cancelled cuts nothing short.
    let closing = closing ?? Task { await end(reason: reason) }
    self.closing = closing
    await closing.value
  }

  private func end(reason: String?) async {
    if let reason, hasConnected { await control?.end(reason: reason) }
    for task in tasks { task.cancel() }
    if let announcedDescription { bridge.network.forget(announcedDescription) }
    for entry in held { entry.subscription?.cancel() }
    await ending("a viewer's connection", logger: logger) { [peer] in await peer.close() }
    control = nil
    stateContinuation.yield(.closed)
    stateContinuation.finish()
    let renditions = held.map(\.rendition)
    held = []
    for rendition in renditions { await bridge.release(rendition) }
    await bridge.viewerDidClose(id)
  }
}

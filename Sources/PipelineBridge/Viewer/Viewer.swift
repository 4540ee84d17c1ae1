import Logging

/// One peer that watches: a peer connection fed from the shared renditions.
///
/// Made by `Bridge.answer` and `Bridge.offer`; ended by `close()`, by the peer's going away, or by the bridge's end.
public actor Viewer: Identifiable {
  /// 128 bits from the system's random number generator, as 32 hexadecimal digits.
  public nonisolated let id = (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
  /// What the peer must be told: the answer to its offer, or our offer.
  public private(set) var localDescription = SessionDescription(kind: .offer, sdp: "")

  /// Each change of the connection, ended when the viewer is closed. For one reader.
  public nonisolated let connectionStates: AsyncStream<ConnectionState>

  /// A rendition that the viewer holds, and what has been made of it so far.
  private struct Held {
    let rendition: Rendition
    let selection: Selection
    var track: OutgoingTrack?
    var subscription: Subscription?
  }

  private let peer: PeerConnection
  private let patience: Duration
  private var negotiated: ContinuousClock.Instant?
  private var hasConnected = false
  private let bridge: any ViewerHost
  private let logger: Logger
  private var held: [Held] = []
  private var tasks: [Task<Void, Never>] = []
  private var localOffer: LocalOffer?
  private var control: ControlChannel?
  private let stateContinuation: AsyncStream<ConnectionState>.Continuation
  private var isClosed = false

  /// - Parameter patience: how long after negotiation a failed connection is kept for a peer that may still come.
  init(peer: PeerConnection, patience: Duration, bridge: any ViewerHost, logger: Logger) {
    self.peer = peer
    self.patience = patience
    self.bridge = bridge
    self.logger = logger
    (connectionStates, stateContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(8))
  }

  /// Whether the descriptions have been exchanged and the peer has not come yet.
  public var isConnecting: Bool { negotiated != nil && !isClosed }

  // MARK: Negotiation

  /// Takes over a rendition that was acquired for this viewer; it is given back when the viewer is closed.
  func hold(_ rendition: Rendition, for selection: Selection) async throws {
    guard !isClosed else {
      await bridge.release(rendition)
      throw BridgeError(.negotiation, "the viewer has been closed")
    }
    held.append(Held(rendition: rendition, selection: selection))
  }

  /// Answers an offer with the renditions that are held: checked text in, checked text out.
  func answer(_ offer: RemoteOffer) async throws {
    let selections = held.map(\.selection)
    try await peer.prepare()
    try await addTracks()
    try await peer.setRemoteDescription(
      SessionDescription(kind: .offer, sdp: offer.sanitized(keeping: selections)))
    let text = try await peer.setLocalDescription(try await peer.createAnswer())
    let answer = try Self.checkingOwn { () throws(SignalingError) in
      try LocalAnswer(checking: text, against: offer, selections: selections)
    }
    localDescription = SessionDescription(kind: .answer, sdp: answer.sdp)
    await connect()
  }

  /// Makes an offer: each stream in all codecs that it can be sent in.
  func offer(_ choices: [[TrackParameters]]) async throws {
    try await peer.prepare()
    for choice in choices { try await peer.addTransceiver(choice) }
    control = ControlChannel(channel: try await peer.createDataChannel(label: ControlChannel.label), bridge: bridge)
    let text = try await peer.setLocalDescription(try await peer.createOffer())
    let offer = try Self.checkingOwn { () throws(SignalingError) in try LocalOffer(checking: text) }
    localOffer = offer
    localDescription = SessionDescription(kind: .offer, sdp: offer.sdp)
  }

  /// Takes the peer's answer to our offer, after which media flows.
  /// - Throws: `SignalingError` when the answer does not fit the offer; the offer stays good for another answer.
  ///   `BridgeError` when the connection cannot be set up.
  public func accept(_ answer: SessionDescription) async throws {
    guard let localOffer, answer.kind == .answer else {
      throw SignalingError(code: .unsupported, detail: "an answer to an offer of ours is wanted here, not an offer")
    }
    let remote = try RemoteAnswer(answer.sdp, to: localOffer)
    for selection in remote.selections {
      try await hold(
        try await bridge.rendition(for: selection, ofOfferedSection: selection.mediaIndex),
        for: selection)
    }
    try await addTracks()
    try await peer.setRemoteDescription(SessionDescription(kind: .answer, sdp: remote.sanitized()))
    self.localOffer = nil
    await connect()
  }

  /// What is wrong with a description of our own is not the peer's fault.
  private static func checkingOwn<Value>(_ check: () throws(SignalingError) -> Value) throws -> Value {
    do { return try check() } catch { throw BridgeError(.negotiation, error.detail) }
  }

  private func addTracks() async throws {
    for (index, entry) in held.enumerated() {
      let parameters = TrackParameters(
        codec: entry.selection.codec, payloadType: entry.selection.payloadType, ssrc: entry.rendition.rtp.ssrc,
        profileLevelID: entry.selection.fmtp["profile-level-id"])
      let track = try await peer.addTrack(parameters, mediaIndex: entry.selection.mediaIndex)
      track.onKeyFrameRequest { [rendition = entry.rendition] in rendition.requestKeyFrame() }
      held[index].track = track
    }
  }

  // MARK: Media

  /// A browser that has the answer connects within a second; one that has not by now is gone.
  private static let connectionLimit = Duration.seconds(15)

  private func connect() async {
    negotiated = .now
    await peer.play()
    let limit = max(patience, Self.connectionLimit)
    tasks.append(
      Task {
        guard (try? await Task.sleep(for: limit)) != nil else { return }
        await self.closeUnlessConnected()
      })
    tasks.append(Task { await self.closeWhenSilent() })
    let peer = peer
    tasks.append(Task { for await state in peer.states { await self.follow(state) } })
    tasks.append(
      Task { [logger] in
        for await message in peer.messages {
          switch message {
          case .error(let error): logger.debug("viewer: \(error)")
          case .latency: await peer.recalculateLatency()
          case .warning, .endOfStream, .stateChanged, .media: break
          }
        }
      })
    serveControl()
    tasks.append(
      Task {
        for await channel in peer.dataChannels where channel.label == ControlChannel.label { self.adopt(channel) }
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

  private func closeUnlessConnected() async {
    guard negotiated != nil else { return }
    logger.info("a viewer never connected")
    await close()
  }

  private func follow(_ state: ConnectionState) async {
    stateContinuation.yield(state)
    switch state {
    case .connected:
      negotiated = nil
      hasConnected = true
      peer.activity.expect()
      beginMedia()
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
      held[index].subscription = entry.rendition.packets.add(track.pad, payloadType: entry.selection.payloadType)
      entry.rendition.requestKeyFrame()
    }
  }

  // MARK: Control channel

  private func adopt(_ channel: DataChannel) {
    guard control == nil else { return }
    control = ControlChannel(channel: channel, bridge: bridge)
    serveControl()
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

  /// Ends the connection and frees all it held. Calling it again does nothing.
  public func close() async { await close(reason: nil) }

  func close(reason: String?) async {
    guard !isClosed else { return }
    isClosed = true
    if let reason, hasConnected { await control?.end(reason: reason) }
    for task in tasks { task.cancel() }
    for entry in held { entry.subscription?.cancel() }
    await peer.close()
    control = nil
    stateContinuation.yield(.closed)
    stateContinuation.finish()
    let renditions = held.map(\.rendition)
    held = []
    for rendition in renditions { await bridge.release(rendition) }
    await bridge.viewerDidClose(id)
  }
}

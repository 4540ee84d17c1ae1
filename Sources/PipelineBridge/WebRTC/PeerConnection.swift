import CGStreamer
import Synchronization

/// An RTCPeerConnection (W3C) that sends: one webrtcbin in a pipeline of its own.
///
/// Order of a life: `addTrack` for each track, the descriptions, `play`, `close`.
actor PeerConnection {
  private let executor = QueueExecutor(label: "bridge.peer")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Each change of `connection-state`, ended by `close()`.
  nonisolated let states: AsyncStream<ConnectionState>
  /// What goes wrong inside the pipeline.
  nonisolated let messages: AsyncStream<Message>
  /// The data channels that the peer opens.
  nonisolated let dataChannels: AsyncStream<DataChannel>

  private let pipeline: Pipeline
  nonisolated let bin: Element
  private let gathering: Completion
  /// When the peer was last heard.
  nonisolated let activity = PeerActivity()
  /// What the peer has shown to be itself.
  nonisolated let certificate = PeerCertificate()
  /// Limits on what the peer sends. Watches once it is told to: a viewer's does.
  nonisolated let incoming = IncomingTraffic()
  private var connections: [SignalConnection] = []
  private var tracks: [OutgoingTrack] = []
  private var requests: [Completion] = []
  private let stateContinuation: AsyncStream<ConnectionState>.Continuation
  private let channelContinuation: AsyncStream<DataChannel>.Continuation
  private var isClosed = false
  /// Given back when the connection is freed.
  private let port: MediaPortPool.Lease?

  /// - Parameters:
  ///   - addresses: the local addresses on which media may flow; no others are used.
  ///   - port: the UDP port to use on each of them; `nil` for any that is free.
  ///   - timeline: whose running time the packets carry.
  init(addresses: [String], port: MediaPortPool.Lease? = nil, timeline: Timeline) throws {
    self.port = port
    pipeline = try Pipeline(name: "viewer")
    bin = try Element("webrtcbin")
    messages = pipeline.messages
    (states, stateContinuation) = AsyncStream.makeStream()
    (dataChannels, channelContinuation) = AsyncStream.makeStream()
    gathering = Completion()

    pipeline.share(baseTime: timeline.baseTime)
    pipeline.add(bin)
    bin.set("bundle-policy", "max-bundle")
    certificate.watch(bin)
    try ICEAgent(of: bin).use(addresses, port: port?.port)

    connections = [
      bin.reference.connect("notify::connection-state") { [stateContinuation] arguments in
        if let state = arguments.object(0)?.enumeration("connection-state").flatMap(ConnectionState.init(gst:)) {
          stateContinuation.yield(state)
        }
      },
      bin.reference.connect("notify::ice-gathering-state") { [gathering] arguments in
        let state = arguments.object(0)?.enumeration("ice-gathering-state")
        if state == Int(GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE.rawValue) { gathering.complete() }
      },
      bin.reference.connect("on-data-channel") { [channelContinuation, incoming] arguments in
        if let channel = arguments.object(1) { channelContinuation.yield(DataChannel(channel, incoming.flood)) }
      },
    ]
  }

  /// A track that is sent in media section `mediaIndex`.
  func addTrack(_ parameters: TrackParameters, mediaIndex: Int) throws -> OutgoingTrack {
    try checkOpen()
    guard let sink = bin.requestPad("sink_\(mediaIndex)", caps: parameters.caps) else {
      throw BridgeError(.negotiation, "webrtcbin refuses a track in media section \(mediaIndex)")
    }
    let track = try OutgoingTrack(parameters, into: sink)
    tracks.append(track)
    return track
  }

  /// Announces media section `mediaIndex` of an offer of ours, with every codec that it can be sent in; the track
  /// itself follows when the answer has chosen.
  func addTransceiver(
    _ choices: [TrackParameters],
    direction: GstWebRTCRTPTransceiverDirection = GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY
  ) throws {
    try checkOpen()
    guard let caps = Caps(choices.map(\.text).joined(separator: "; ")),
      let transceiver = bridge_add_transceiver(
        bin.reference.pointer, direction, caps.pointer)
    else { throw BridgeError(.negotiation, "webrtcbin refuses to offer a track") }
    ObjectReference(taking: transceiver).set("do-nack", "true")
  }

  /// To be created before the descriptions, or the offer has no section for it.
  func createDataChannel(label: String) throws -> DataChannel {
    try checkOpen()
    guard let channel = bridge_create_data_channel(bin.reference.pointer, label) else {
      throw BridgeError(.negotiation, "webrtcbin refuses a data channel: apt-get install gstreamer1.0-plugins-bad")
    }
    return DataChannel(ObjectReference(taking: UnsafeMutableRawPointer(channel)), incoming.flood)
  }

  /// PAUSED: what must stand before negotiation begins.
  func prepare() throws {
    try checkOpen()
    guard pipeline.element.setState(.paused) != .failed else {
      throw BridgeError(.gstreamer, "webrtcbin does not start: apt-get install gstreamer1.0-nice")
    }
  }

  func setRemoteDescription(_ description: SessionDescription) async throws {
    try await apply(description, as: "set-remote-description")
    // The tracks of an offer of ours were added for its answer.
    if description.kind == .answer { for track in tracks { track.begin() } }
  }

  /// Applies a description of our own and waits until all candidates are gathered.
  /// - Returns: the description with its candidates.
  func setLocalDescription(_ description: SessionDescription) async throws -> String {
    try await apply(description, as: "set-local-description")
    try checkOpen()
    for track in tracks { track.begin() }
    let gathering = gathering
    try await withDeadline(
      .seconds(5), orThrow: BridgeError(.negotiation, "no ICE candidates within 5 s: is a network interface up?")
    ) { await gathering.wait() }
    guard let text = localDescription else {
      throw BridgeError(.negotiation, "webrtcbin has lost its local description")
    }
    return text
  }

  /// Adds an address of the peer's that was not in its description (trickle ICE, RFC 8838).
  func addICECandidate(_ candidate: ICECandidate, mediaIndex: Int) {
    bridge_add_ice_candidate(bin.reference.pointer, guint(mediaIndex), candidate.candidate)
  }

  func createOffer() async throws -> SessionDescription {
    SessionDescription(kind: .offer, sdp: try await create("create-offer", field: "offer"))
  }

  func createAnswer() async throws -> SessionDescription {
    SessionDescription(kind: .answer, sdp: try await create("create-answer", field: "answer"))
  }

  /// Lets media flow, when the descriptions have been exchanged.
  func play() throws {
    try checkOpen()
    activity.watch(bin)
    pipeline.element.setState(.playing)
  }

  func recalculateLatency() { pipeline.recalculateLatency() }

  /// Tells the peer (DTLS close_notify), ends all threads and frees everything, once webrtcbin is done with what it was
  /// asked for. Calling it again does nothing.
  func close() async {
    guard !isClosed else { return }
    isClosed = true
    // What webrtcbin makes for a description while it is being stopped it never frees, with the sockets in it.
    for request in requests { await request.wait() }
    for track in tracks { track.close() }
    tracks = []
    // Data that the peer does not acknowledge keeps `sctpenc` waiting in its streaming thread, and the stop with it, for
    // five minutes.
    for encoder in bin.children where encoder.factoryName == "sctpenc" {
      // What sends DTLS's farewell must not be flushed.
      encoder.staticPad("src")?.dropFlushes()
      for pad in encoder.sinkPads { pad.sendFlush() }
    }
    pipeline.stop()
    connections = []
    certificate.close()
    incoming.close()
    stateContinuation.finish()
    channelContinuation.finish()
  }

  /// A connection may be closed while it is being negotiated; to go on would start it again.
  private func checkOpen() throws {
    if isClosed { throw BridgeError(.negotiation, "the connection has been closed") }
  }

  // MARK: Requests to webrtcbin

  /// - Returns: what is to be kept for as long as the request is under way.
  private func beginRequest() throws -> RequestUnderWay {
    try checkOpen()
    requests.append(Completion())
    return RequestUnderWay(requests[requests.count - 1])
  }

  private var localDescription: String? {
    guard let pointer = bridge_get_boxed_description(bin.reference.pointer, "local-description") else { return nil }
    defer { gst_webrtc_session_description_free(pointer) }
    return takeString(gst_sdp_message_as_text(pointer.pointee.sdp))
  }

  private func create(_ signal: String, field: String) async throws -> String {
    let (bin, underWay) = (bin, try beginRequest())
    return try await withDeadline(.seconds(10), orThrow: BridgeError(.negotiation, "webrtcbin: \(signal) took 10 s")) {
      try await reply(to: signal, underWay) { promise in
        bridge_emit_create(bin.reference.pointer, signal, UnsafeMutablePointer(promise))
      } read: { structure in
        guard let structure,
          let description = bridge_structure_description(UnsafePointer(structure), field)
        else { return nil }
        defer { gst_webrtc_session_description_free(description) }
        return takeString(gst_sdp_message_as_text(description.pointee.sdp))
      }
    }
  }

  private func apply(_ description: SessionDescription, as signal: String) async throws {
    let (bin, underWay) = (bin, try beginRequest())
    try await withDeadline(.seconds(10), orThrow: BridgeError(.negotiation, "webrtcbin: \(signal) took 10 s")) {
      var message: UnsafeMutablePointer<GstSDPMessage>?
      guard gst_sdp_message_new_from_text(description.sdp, &message) == GST_SDP_OK, let message else {
        throw BridgeError(.negotiation, "GStreamer cannot parse the \(description.kind.rawValue)")
      }
      let type = description.kind == .offer ? GST_WEBRTC_SDP_TYPE_OFFER : GST_WEBRTC_SDP_TYPE_ANSWER
      // Takes the message.
      guard let owned = gst_webrtc_session_description_new(type, message) else {
        throw BridgeError(.negotiation, "GStreamer cannot take the \(description.kind.rawValue)")
      }
      defer { gst_webrtc_session_description_free(owned) }
      _ = try await reply(to: signal, underWay) { promise in
        bridge_emit_description(bin.reference.pointer, signal, owned, UnsafeMutablePointer(promise))
      } read: { _ in
        true
      }
    }
  }
}

extension Viewer {
  /// Answers an offer with the renditions that are held: checked text in, checked text out.
  func answer(_ offer: RemoteOffer) async throws {
    let selections = held.map(\.selection)
    try await peer.prepare()
    try await addTracks()
    try await peer.setRemoteDescription(
      SessionDescription(
        kind: .offer, sdp: reachable(offer.sanitized(keeping: selections, extensions: extensions))))
    let (text, candidates) = announce(try await peer.setLocalDescription(try await peer.createAnswer()))
    let answer = try Self.checkingOwn { () throws(SignalingError) in
      try LocalAnswer(checking: text, against: offer, selections: selections, candidates: candidates)
    }
    localDescription = SessionDescription(kind: .answer, sdp: answer.sdp)
    remoteDescription = offer.description
    try await connect()
  }

  /// Makes an offer with a media section for each of `streams`.
  /// - Parameter choices: for each stream, all codecs that it can be sent in.
  func offer(_ streams: [MediaStream], as choices: [[TrackParameters]]) async throws {
    offeredStreams = streams
    try await peer.prepare()
    for choice in choices { try await peer.addTransceiver(choice) }
    control = controlChannel(over: try await peer.createDataChannel(label: ControlChannel.label))
    let (text, candidates) = announce(try await peer.setLocalDescription(try await peer.createOffer()))
    let offer = try Self.checkingOwn { () throws(SignalingError) in
      try LocalOffer(checking: text, candidates: candidates)
    }
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
    // The data channel has a section too.
    for selection in remote.selections where offeredStreams.indices.contains(selection.mediaIndex) {
      try await hold(
        try await bridge.rendition(of: offeredStreams[selection.mediaIndex], for: selection), for: selection)
    }
    try await addTracks()
    try await peer.setRemoteDescription(
      SessionDescription(kind: .answer, sdp: reachable(remote.sanitized(extensions: extensions))))
    self.localOffer = nil
    remoteDescription = remote.description
    try await connect()
  }

  /// Takes candidates that the peer sends after its description, as an `application/trickle-ice-sdpfrag` (RFC 8840).
  /// Those that cannot be used, and those beyond 32 with its description's, are passed over.
  /// - Throws: `SignalingError`: `malformed` for what is no fragment, `unsupported` for an ICE restart. Either way
  ///   the session goes on.
  public func addCandidates(_ fragment: String) async throws {
    guard let remoteDescription else {
      throw SignalingError(code: .unsupported, detail: "candidates come after the description that they belong to")
    }
    let fragment = try TrickleFragment(fragment, to: remoteDescription)
    let mayTry = bridge.network.mayTry
    let places = TransportParameters.maximumCandidates - remoteDescription.transport.candidates.count
    for candidate in fragment.candidates where trickledCandidates < places && mayTry(candidate) {
      trickledCandidates += 1
      await peer.addICECandidate(candidate, mediaIndex: remoteDescription.taggedIndex)
    }
  }

  /// Lets the peer reach this viewer through the ports that all share. Undone when the viewer ends.
  private func announce(_ sdp: String) -> (sdp: String, candidates: [ICECandidate]) {
    announcedDescription = sdp
    return bridge.network.announce(sdp)
  }

  private func reachable(_ sdp: String) -> String {
    let mayTry = bridge.network.mayTry
    return sdp.withoutCandidates { !mayTry($0) }
  }

  /// What is wrong with a description of our own is not the peer's fault.
  private static func checkingOwn<Value>(_ check: () throws(SignalingError) -> Value) throws -> Value {
    do { return try check() } catch { throw BridgeError(.negotiation, error.detail) }
  }

  /// The RTP header extensions that are sent, by their URI.
  private var extensions: Set<String> { playoutDelay == nil ? [] : [PlayoutDelay.uri] }
  var playoutDelay: PlayoutDelay? { bridge.configuration.sentPlayoutDelay }

  private func addTracks() async throws {
    for (index, entry) in held.enumerated() {
      let parameters = TrackParameters(
        codec: entry.selection.codec, payloadType: entry.selection.payloadType, ssrc: entry.rendition.rtp.ssrc,
        profileLevelID: entry.selection.fmtp["profile-level-id"],
        h265: entry.selection.codec == .h265 ? entry.selection.fmtp : [:],
        playoutDelayID: PacketFormat(entry.selection, playoutDelay: playoutDelay).playoutDelayID)
      let track = try await peer.addTrack(parameters, mediaIndex: entry.selection.mediaIndex)
      guard !isClosed else { throw Self.closed }
      track.onKeyFrameRequest { [rendition = entry.rendition] in rendition.requestKeyFrame() }
      held[index].track = track
    }
  }
}

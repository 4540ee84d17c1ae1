extension Bridge {
  /// Answers an offer. Media flows as soon as the peer has applied the answer, `viewer.localDescription`.
  /// - Throws: `SignalingError` when the offer is no session description, or asks for what cannot be served.
  ///   `BridgeError` when the source is not live, no encoder works, or the connection cannot be set up.
  /// - Parameter patience: how long a person may take to carry the answer to the peer. Until then a connection that
  ///   has failed is kept: the peer may still come.
  public func answer(_ offer: SessionDescription, patience: Duration = .zero) async throws -> Viewer {
    guard offer.kind == .offer else {
      throw SignalingError(code: .unsupported, detail: "an offer is wanted here, not an answer")
    }
    let remote = try RemoteOffer(offer.sdp)
    try checkLive()
    let choices = MediaKind.allCases.compactMap { kind -> (MediaStream, Selection)? in
      guard let stream = source.streams.first(kind), let format = stream.format,
        let selection = remote.selection(kind: kind, codecs: configuration.codecs(for: format))
      else { return nil }
      return (stream, selection)
    }
    guard !choices.isEmpty else { throw nothingInCommon() }

    let viewer = try makeViewer(addresses: addresses(peerRefusesLoopback: remote.refusesLoopback), patience: patience)
    do {
      for (stream, selection) in choices {
        try await viewer.hold(try await acquire(stream, selection), for: selection)
      }
      try await viewer.answer(remote)
    } catch {
      await viewer.close()
      throw error
    }
    await publishStatus()
    return viewer
  }

  /// Makes an offer, `viewer.localDescription`, for a peer whose answer is given to `viewer.accept`.
  /// - Throws: `BridgeError` when the source is not live, or the connection cannot be set up.
  /// - Parameter patience: how long a person may take to carry the descriptions.
  public func offer(patience: Duration = .zero) async throws -> Viewer {
    try checkLive()
    let streams = offeredStreams
    // The peer is not known yet; where its browser refuses loopback, the host's own addresses serve.
    let viewer = try makeViewer(addresses: addresses(peerRefusesLoopback: true), patience: patience)
    do {
      var payloadType = 96
      try await viewer.offer(
        streams.map { stream in
          (stream.format.map(configuration.codecs) ?? []).map { codec in
            // Odd numbers are left for RTX, which webrtcbin adds by itself.
            defer { payloadType += 2 }
            return TrackParameters(
              codec: codec, payloadType: payloadType, ssrc: stream.ssrc,
              profileLevelID: codec == .h264 ? "42e01f" : nil)
          }
        })
    } catch {
      await viewer.close()
      throw error
    }
    return viewer
  }

  /// The streams of an offer of ours, one for each media section.
  private var offeredStreams: [MediaStream] { MediaKind.allCases.compactMap { source.streams.first($0) } }

  private func checkLive() throws {
    guard !isClosing, !source.streams.all.allSatisfy({ $0.format == nil }) else {
      throw BridgeError(.notLive, "the source has given no data yet: try again in a moment")
    }
  }

  private func makeViewer(addresses: [String], patience: Duration) throws -> Viewer {
    let viewer = Viewer(
      peer: try PeerConnection(addresses: addresses, timeline: timeline), patience: patience, bridge: self,
      logger: logger)
    viewers[viewer.id] = viewer
    return viewer
  }

  private func addresses(peerRefusesLoopback: Bool) -> [String] {
    HostAddresses.loopback
      + (peerRefusesLoopback || configuration.reachesOtherHosts ? HostAddresses.external() : [])
  }

  private func acquire(_ stream: MediaStream, _ selection: Selection) async throws -> Rendition {
    try await renditions.acquire(stream, selection.codec, payloadType: selection.payloadType)
  }

  private func nothingInCommon() -> SignalingError {
    let streams = offeredStreams.map { stream in
      let codecs = stream.format.map(configuration.codecs) ?? []
      return "\(stream.kind.rawValue) as \(codecs.map(\.rawValue).joined(separator: " or "))"
    }
    return SignalingError(
      code: .unsupported,
      detail: "the offer and this pipeline have no codec in common: it can be sent \(streams.joined(separator: ", "))")
  }
}

extension Bridge: ViewerHost {
  nonisolated var statuses: AsyncStream<Status> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let subscription = updates.subscribe { continuation.yield($0) }
      continuation.onTermination = { _ in subscription.cancel() }
      Task { continuation.yield(await self.status()) }
    }
  }

  func startOnRequest() async {
    do { try await start() } catch { logger.error("\(error)") }
  }

  func rendition(for selection: Selection, ofOfferedSection index: Int) async throws -> Rendition {
    let streams = offeredStreams
    guard streams.indices.contains(index) else {
      throw BridgeError(.notLive, "the stream of media section \(index) has gone")
    }
    return try await acquire(streams[index], selection)
  }

  func release(_ rendition: Rendition) async { await renditions.release(rendition) }

  func viewerDidClose(_ id: Viewer.ID) async {
    viewers[id] = nil
    await publishStatus()
  }
}

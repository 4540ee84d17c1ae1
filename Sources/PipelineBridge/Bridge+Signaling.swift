extension Bridge {
  /// Answers an offer. Media flows as soon as the peer has applied the answer, `viewer.localDescription`.
  /// - Throws: `SignalingError` when the offer is no session description, or asks for what cannot be served.
  ///   `BridgeError` when the source is not live, no encoder works, there are as many viewers as are allowed, or the
  ///   connection cannot be set up.
  /// - Parameter patience: how long a person may take to carry the answer to the peer. Until then a connection that
  ///   has failed is kept: the peer may still come.
  /// - Parameter watchesOnly: whether its control channel may start, stop and change nothing, and hears nothing but the
  ///   clocks.
  public func answer(
    _ offer: SessionDescription, patience: Duration = .zero, watchesOnly: Bool = false
  ) async throws -> Viewer {
    guard offer.kind == .offer else {
      throw SignalingError(code: .unsupported, detail: "an offer is wanted here, not an answer")
    }
    let remote = try RemoteOffer(offer.sdp)
    let demand = try await demandLive()
    let choices = MediaKind.allCases.compactMap { kind -> (MediaStream, Selection)? in
      guard let stream = source.streams.first(kind), let format = stream.format,
        let selection = remote.selection(
          kind: kind, codecs: configuration.codecs(for: format), profile: stream.profile)
      else { return nil }
      return (stream, selection)
    }
    guard !choices.isEmpty else { throw nothingInCommon() }

    await makeRoom()
    viewersInSetup += 1
    defer { viewersInSetup -= 1 }
    let viewer = try makeViewer(
      for: remote.origins, patience: patience, demand: demand, watchesOnly: watchesOnly)
    do {
      for (stream, selection) in choices {
        let rendition = try await acquire(stream, selection, reason: selection.hindrance(profile: stream.profile))
        try await viewer.hold(rendition, for: selection)
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
    let demand = try await demandLive()
    let streams = offeredStreams
    viewersInSetup += 1
    defer { viewersInSetup -= 1 }
    let viewer = try makeViewer(for: .unknown, patience: patience, demand: demand)
    do {
      var payloadType = 96
      try await viewer.offer(
        streams,
        as: streams.map { stream in
          (stream.format.map(configuration.codecs) ?? []).map { codec in
            // Odd numbers are left for RTX, which webrtcbin adds by itself.
            defer { payloadType += 2 }
            return TrackParameters(
              codec: codec, payloadType: payloadType, ssrc: stream.ssrc,
              profileLevelID: codec == .h264 ? "42e01f" : nil,
              h265: codec == .h265 ? (stream.profile.h265 ?? H265Profile()).parameters : [:],
              playoutDelayID: codec.kind == .video && configuration.sentPlayoutDelay != nil ? 1 : nil)
          }
        })
    } catch {
      await viewer.close()
      throw error
    }
    return viewer
  }

  /// The streams of an offer of ours, one for each media section.
  private var offeredStreams: [MediaStream] {
    MediaKind.allCases.compactMap { source.streams.first($0) }.filter { $0.format != nil }
  }

  /// Keeps the source running for a viewer.
  /// - Throws: `BridgeError` when it is not live.
  private func demandLive() async throws -> Subscription {
    let demand = try await source.demand()
    guard await source.state == .live else {
      throw BridgeError(.notLive, "the source is not live: try again when it has been started")
    }
    try checkLive()
    return demand
  }

  private func checkLive() throws {
    guard !isClosing, !source.streams.all.allSatisfy({ $0.format == nil }) else {
      throw BridgeError(.notLive, "the source has given no data yet: try again in a moment")
    }
  }

  private func makeViewer(
    for peer: PeerOrigins, patience: Duration, demand: Subscription, watchesOnly: Bool = false
  ) throws -> Viewer {
    // It may have begun to close meanwhile.
    try checkLive()
    guard viewers.count < configuration.maximumViewers else {
      throw BridgeError(.viewerLimit, "\(viewers.count) viewers are watching, and no more are allowed")
    }
    let place = try network.place(for: peer)
    try checkOpenFiles(addresses: place.addresses.count)
    let viewer = Viewer(
      peer: try PeerConnection(addresses: place.addresses, port: place.port, timeline: timeline), patience: patience,
      watchesOnly: watchesOnly, bridge: self, logger: logger)
    viewers[viewer.id] = viewer
    demands[viewer.id] = demand
    return viewer
  }

  private func acquire(
    _ stream: MediaStream, _ selection: Selection, reason: String? = nil
  ) async throws -> Rendition {
    try await renditions.acquire(stream, selection.codec, payloadType: selection.payloadType, reason: reason)
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
  nonisolated var statuses: AsyncStream<Status> { statusStream { $0.status } }
  nonisolated var statusTexts: AsyncStream<String> { statusStream { $0.text } }

  private nonisolated func statusStream<Value: Sendable>(
    _ read: @escaping @Sendable (StatusUpdate) -> Value?
  ) -> AsyncStream<Value> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let tell: @Sendable (StatusUpdate) -> Void = { update in
        if let value = read(update) { continuation.yield(value) }
        if update.status.state.isLast { continuation.finish() }
      }
      let subscription = updates.subscribe(tell)
      continuation.onTermination = { _ in subscription.cancel() }
      Task { tell(StatusUpdate(await self.status())) }
    }
  }

  func startOnRequest() async {
    // The source itself says of what it has failed, once.
    do { try await start() } catch { logger.debug("\(error)") }
  }

  func rendition(of stream: MediaStream, for selection: Selection) async throws -> Rendition {
    try await acquire(stream, selection)
  }

  func release(_ rendition: Rendition) async { await renditions.release(rendition) }

  func viewerDidClose(_ id: Viewer.ID) async {
    viewers[id] = nil
    demands[id] = nil
    viewersHaveLeft = true
    await publishStatus()
  }
}

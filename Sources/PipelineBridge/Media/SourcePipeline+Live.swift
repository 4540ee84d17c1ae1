/// Why a run of the source ended before its time.
struct SourceFault: Error {
  let error: BridgeError
  /// Whether a later try may succeed, also where none has yet.
  let isTemporary: Bool
}

extension SourcePipeline {
  /// A sender whose packets stop is gone: neither UDP nor every element says so. Others on the network may pause longer.
  private static let silenceLimit = (rtp: 10_000_000_000 as ClockTime, other: 30_000_000_000 as ClockTime)
  /// A warning explains an end that follows it within this time.
  private static let complaintAge = Duration.seconds(5)

  /// Follows the pipeline's messages to its end. They have one reader for the whole run: a second one would find the
  /// stream closed by the cancellation of the first.
  /// - Parameters:
  ///   - onLive: called once, when what there is can be shown. Streams that open or give data later join later.
  ///   - onWarning: gets what elements complain of once it is live.
  /// - Throws: `SourceFault`.
  nonisolated func follow(
    _ description: PipelineString, onLive: @Sendable () async -> Void, onWarning: @Sendable (String) -> Void
  ) async throws {
    let ticking = Task {
      while (try? await Task.sleep(for: .milliseconds(200))) != nil { post(.tick) }
    }
    defer { ticking.cancel() }
    var isShown = false
    var complaint: (text: String, at: ContinuousClock.Instant)?
    for await message in messages {
      switch message {
      case .error(let error, let isTemporary): throw SourceFault(error: error, isTemporary: isTemporary)
      case .warning(let text):
        complaint = (text, .now)
        if isShown { onWarning(text) }
      case .latency: recalculateLatency()
      case .endOfStream:
        let recent = complaint.flatMap { .now - $0.at < Self.complaintAge ? $0.text : nil }
        try checkEnd(recent)
        if !isShown { await onLive() }
        guard isStill else { return }
        isShown = true
        logger.notice("the source is a single picture: it stays until it is stopped")
      case .tick: if isShown { try checkSilence() }
      case .stateChanged, .media: break
      }
      guard !isShown else { continue }
      do {
        try checkOpenPads(description)
        if case .tick = message { try checkFeeds(complaint?.text) }
      } catch let error as BridgeError {
        throw SourceFault(error: error, isTemporary: false)
      }
      if pads.withLock({ $0.readiness(at: timeline.now) }) == .ready {
        isShown = true
        if let complaint { onWarning(complaint.text) }
        await onLive()
      }
    }
    try Task.checkCancellation()
    throw SourceFault(error: BridgeError(.source, "the pipeline was stopped"), isTemporary: false)
  }

  /// A pad that the string names may never come, though its element could have one of this name.
  private nonisolated func checkFeeds(_ complaint: String?) throws {
    let pads = pads.withLock { $0 }
    guard pads.firstMedia == nil, !pads.mayOpenMore, !pads.isEmpty, pads.taps.allSatisfy({ !$0.pad.isFed }) else {
      return
    }
    throw BridgeError(.noOpenPad, complaint ?? "nothing is linked to what the pipeline ends in")
  }

  /// Whether all that came is one picture.
  private nonisolated var isStill: Bool {
    let taps = pads.withLock { $0.taps }
    return taps.count == 1 && taps[0].stream.kind == .video && taps[0].activity.buffers == 1
  }

  private nonisolated var readsNetwork: Bool { pipeline.elements.contains(where: \.isNetworkSource) }

  /// What comes over the network without a length has no end: the sender has gone.
  private nonisolated func checkEnd(_ complaint: String?) throws {
    let pads = pads.withLock { $0 }
    let isEndless = readsNetwork && pipeline.element.duration == nil
    guard pads.firstMedia != nil else {
      let words = ["the pipeline ended before it gave anything", complaint, pads.unsupported.first].compactMap { $0 }
      throw SourceFault(error: BridgeError(.source, words.joined(separator: "\n")), isTemporary: isEndless)
    }
    guard isEndless else { return }
    throw SourceFault(error: BridgeError(.source, complaint ?? "the sender has closed the stream"), isTemporary: true)
  }

  private nonisolated func checkSilence() throws {
    let pads = pads.withLock { $0 }
    guard readsNetwork, let silence = pads.silence(at: timeline.now) else { return }
    let limit = pads.taps.allSatisfy(\.isRTP) ? Self.silenceLimit.rtp : Self.silenceLimit.other
    guard silence > max(limit, 3 * (pads.taps.map(\.activity.interval).max() ?? 0)) else { return }
    throw SourceFault(
      error: BridgeError(.source, "nothing has come for \(silence / 1_000_000_000) s: has the sender gone?"),
      isTemporary: true)
  }

  // MARK: For people

  /// What a pipeline that gives nothing yet waits for, in words.
  nonisolated var waitingFor: String {
    let sources = pipeline.elements.filter(\.isSource)
    // Inside a source there may be others: the outermost has the address that a person wrote.
    let named = sources.compactMap { source in source.place.map { (source.name, $0) } }.last
    guard let (name, place) = named else { return "the first data of \(sources.last?.name ?? "the pipeline")" }
    return "the first data of \(name) (\(PipelineString.redacting(place)))"
  }

  /// Seconds since anything came, where that is longer than is usual for the stream.
  nonisolated var silentFor: Double? {
    let pads = pads.withLock { $0 }
    guard let silence = pads.silence(at: timeline.now) else { return nil }
    if isStill { return nil }
    let usual = 3 * (pads.taps.map(\.activity.interval).max() ?? 0)
    return silence > max(3_000_000_000, usual) ? Double(silence) / 1e9 : nil
  }

  /// Seconds by which the pictures of a live source are late, where that is more than a moment.
  nonisolated var lateBy: Double? {
    let taps = pads.withLock { $0.taps }
    let videos = taps.filter { $0.stream.kind == .video }
    guard let late = (videos.isEmpty ? taps : videos).compactMap(\.activity.lateness).min(), late > 1_000_000_000 else {
      return nil
    }
    return Double(late) / 1e9
  }
}

extension SourcePipeline {
  /// How long a pipeline may take until its first data.
  private static let patience = Duration.seconds(15)
  /// A sender whose packets have stopped is gone: neither UDP nor every element says so.
  private static let silenceLimit = Duration.seconds(10)

  /// Follows the pipeline's messages to its end. They have one reader for the whole life: a second one would find the
  /// stream closed by the cancellation of the first.
  /// - Parameters:
  ///   - onLive: called once, when every open stream has given its first data, or one of several has and the others
  ///     had their time.
  ///   - onWarning: gets what elements complain of once it is live.
  /// - Throws: `BridgeError`: what the pipeline says is wrong, or that nothing came in time, or no more.
  nonisolated func follow(
    _ description: PipelineString, onLive: @Sendable () async -> Void, onWarning: @Sendable (String) -> Void
  ) async throws {
    let ticking = Task {
      while (try? await Task.sleep(for: .seconds(1))) != nil { post(.tick) }
    }
    defer { ticking.cancel() }
    let start = ContinuousClock.now
    var hasBeenLive = false
    var complaint: String?
    for await message in messages {
      switch message {
      case .error(let error): throw error
      case .warning(let text, let isOfResource):
        if isOfResource || !hasBeenLive { complaint = text }
        if hasBeenLive { onWarning(text) }
      case .latency: recalculateLatency()
      case .stateChanged(.playing) where !isLive && !hasBeenLive:
        // All pads are known when everything has prerolled.
        try checkOpenPads(description, started: true)
      case .endOfStream:
        guard hasSomeMedia else { throw BridgeError(.source, "the pipeline ended before it gave anything") }
        // A server that closes the connection: a warning of the element that reads, then the end.
        if isLive, let complaint { throw BridgeError(.source, complaint) }
        if !hasBeenLive { await onLive() }
        return
      case .tick:
        if hasBeenLive, let silence = silenceOfSender, silence > Self.silenceLimit {
          throw BridgeError(
            .source, "nothing has come for \(Self.silenceLimit.components.seconds) s: has the sender gone?")
        }
        guard !hasBeenLive, .now - start > Self.patience else { break }
        guard hasSomeMedia else { throw Self.nothingCame(complaint) }
        // One stream of several may be silent: the others are shown.
        hasBeenLive = true
        await onLive()
      case .stateChanged, .media: break
      }
      if !hasBeenLive, hasAllMedia {
        (hasBeenLive, complaint) = (true, nil)
        await onLive()
      }
    }
    try Task.checkCancellation()
    throw BridgeError(.source, "the pipeline was stopped")
  }

  private static func nothingCame(_ complaint: String?) -> BridgeError {
    let words =
      "the pipeline runs but gave no data within \(patience.components.seconds) s: is its source sending?"
    return BridgeError(.source, complaint.map { "\(words)\n\($0)" } ?? words)
  }
}

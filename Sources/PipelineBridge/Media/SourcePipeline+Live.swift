extension SourcePipeline {
  /// Waits until every open stream has given its first data.
  /// - Throws: `BridgeError`: what the pipeline says is wrong, or that nothing came in time.
  nonisolated func waitUntilLive(_ description: PipelineString) async throws {
    let patience = Duration.seconds(15)
    do {
      try await withDeadline(patience, orThrow: Self.nothingCame(patience)) { [self] in
        for await message in messages {
          switch message {
          case .error(let error): throw error
          case .endOfStream:
            guard hasSomeMedia else { throw BridgeError(.source, "the pipeline ended before it gave anything") }
            return
          case .latency: recalculateLatency()
          case .stateChanged(.playing) where !isLive:
            // All pads are known when everything has prerolled.
            try checkOpenPads(description, started: true)
          case .warning(let text): noteWarning(text)
          case .stateChanged, .media: break
          }
          if hasAllMedia { return }
        }
        try Task.checkCancellation()
        throw BridgeError(.source, "the pipeline was stopped")
      }
    } catch let error as BridgeError where error == Self.nothingCame(patience) {
      // One stream of several may be silent: the others are shown.
      guard !hasSomeMedia else { return }
      throw lastWarning.map { BridgeError(.source, "\(error.message)\n\($0)") } ?? error
    }
  }

  private static func nothingCame(_ patience: Duration) -> BridgeError {
    BridgeError(
      .source,
      "the pipeline runs but gave no data within \(patience.components.seconds) s: is its source sending?")
  }
}

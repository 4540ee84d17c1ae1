import Logging

/// The user's pipeline over its whole life: started, stopped, started again after a fault, at its end.
///
/// Each start parses the pipeline anew, so that nothing of an earlier life is left; the streams stay.
actor Source {
  private let executor = QueueExecutor(label: "bridge.source")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  nonisolated let streams = StreamTable()
  /// Each change of the state, on the source's queue.
  nonisolated let changes = Broadcast<SourceState>()

  private let description: PipelineString
  private let timeline: Timeline
  private let options: Options
  private let logger: Logger
  private(set) var state = SourceState.stopped {
    didSet { if state != oldValue { changes.send(state) } }
  }
  private var pipeline: SourcePipeline?
  private var watch: Task<Void, Never>?
  private var retry: Task<Void, Never>?
  private var hasBeenLive = false
  private var failures = 0

  struct Options: Sendable {
    /// Start over at the end of the stream.
    var loops = false
    /// Try again after a fault.
    var restarts = true
  }

  /// - Throws: `BridgeError` when the pipeline cannot be parsed, an element is missing, or nothing in it is open.
  init(_ description: PipelineString, timeline: Timeline, options: Options, logger: Logger) throws {
    self.description = description
    self.timeline = timeline
    self.options = options
    self.logger = logger
    _ = try SourcePipeline(description, streams: StreamTable(), timeline: timeline, logger: logger)
  }

  /// Starts the pipeline and returns when it is live. Does nothing when it is live or starting.
  /// - Throws: `BridgeError` when it fails. After it has been live once, it is tried again all the same.
  func start() async throws {
    switch state {
    case .live, .starting: return
    case .stopped, .retrying, .ended, .failed: break
    }
    retry?.cancel()
    retry = nil
    state = .starting
    do {
      try await launch()
    } catch is CancellationError {
      stop()
      throw CancellationError()
    } catch {
      let error = error as? BridgeError ?? BridgeError(.source, "\(error)")
      fail(error)
      throw error
    }
  }

  /// Stops the pipeline; viewers stay. Does nothing when it does not run.
  func stop() {
    close()
    state = .stopped
  }

  /// Stops the pipeline for good; the state goes on saying how it ended.
  func close() {
    retry?.cancel()
    retry = nil
    discardPipeline()
  }

  private func launch() async throws {
    let pipeline = try SourcePipeline(description, streams: streams, timeline: timeline, logger: logger)
    self.pipeline = pipeline
    pipeline.play()
    do {
      try await pipeline.waitUntilLive(description)
    } catch {
      // Stopped meanwhile: what the pipeline says of that is no news.
      guard self.pipeline === pipeline else { return }
      throw error
    }
    guard self.pipeline === pipeline else { return }
    state = .live
    hasBeenLive = true
    failures = 0
    watch = Task { await self.follow(pipeline) }
  }

  private func discardPipeline() {
    watch?.cancel()
    watch = nil
    pipeline?.stop()
    pipeline = nil
  }

  /// Follows a live pipeline until its end.
  private func follow(_ pipeline: SourcePipeline) async {
    for await message in pipeline.messages {
      guard self.pipeline === pipeline else { return }
      switch message {
      case .endOfStream: return await reachEnd()
      case .error(let error): return fail(error)
      case .warning(let text): logger.warning("\(PipelineString.redacting(text))")
      case .latency: pipeline.recalculateLatency()
      case .stateChanged, .media: break
      }
    }
  }

  private func reachEnd() async {
    // This runs in the watching task, which must not be cancelled by what it does itself.
    watch = nil
    discardPipeline()
    guard options.loops else {
      state = .ended
      return
    }
    do {
      try await launch()
    } catch {
      fail(error as? BridgeError ?? BridgeError(.source, "\(error)"))
    }
  }

  /// Tries again after 1 s, then after twice as long each time, 30 s at most; at once when somebody starts it.
  private func fail(_ error: BridgeError) {
    discardPipeline()
    guard hasBeenLive, options.restarts else {
      state = .failed(error)
      return
    }
    let wait = Duration.seconds(min(30, 1 << min(failures, 5)))
    failures += 1
    logger.error("\(PipelineString.redacting(error.message)); trying again in \(wait.components.seconds) s")
    state = .retrying(error, at: .now + wait)
    retry = Task {
      guard (try? await Task.sleep(for: wait)) != nil else { return }
      await self.tryAgain()
    }
  }

  private func tryAgain() async {
    // The task that runs this must not be cancelled by `start`.
    retry = nil
    // What it throws, `fail` has already dealt with.
    try? await start()
  }
}

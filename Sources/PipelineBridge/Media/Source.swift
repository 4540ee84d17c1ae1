import Logging

/// The user's pipeline over its whole life: started, stopped, started again after a fault, at its end.
///
/// Each start parses the pipeline anew, so that nothing of an earlier life is left; the streams stay. Nothing here
/// blocks: what does is done by `SourcePipeline`, on a queue of its own.
actor Source {
  nonisolated let streams = StreamTable()
  /// Each change of the state.
  nonisolated let changes = Broadcast<SourceState>()

  private let description: PipelineString
  private let timeline: Timeline
  private let options: Options
  private let logger: Logger
  private(set) var state: SourceState {
    didSet { if state != oldValue { changes.send(state) } }
  }
  /// The newest run's pipeline.
  private(set) var current: SourcePipeline?
  /// The newest life, from opening the pipeline until it has been freed. Cancelled when the source is stopped: from
  /// then on it touches the state no more.
  private var life: Task<Void, Never>?
  private var retry: Task<Void, Never>?
  private var backoff = Backoff()
  private var hasBeenLive = false
  private var liveSince: ContinuousClock.Instant?
  /// Of the run before this one.
  private var lastFault: BridgeError.Code?
  private var isClosed = false
  private var watchers = 0
  private var idling: Task<Void, Never>?

  /// - Throws: `BridgeError` when the pipeline cannot be parsed, an element is missing, or nothing in it is open.
  init(_ description: PipelineString, timeline: Timeline, options: Options, logger: Logger) throws {
    self.description = description
    self.timeline = timeline
    self.options = options
    self.logger = logger
    state = options.isOnDemand ? .idle : .stopped
    _ = try SourcePipeline(description, streams: StreamTable(), timeline: timeline, logger: logger)
  }

  // MARK: Commands

  /// Starts the pipeline without waiting for it.
  func launch() { begin() }

  /// Starts the pipeline and returns when it is live or has been stopped meanwhile, or after a while: a camera may take
  /// as long as it likes.
  /// - Throws: `BridgeError` when it fails. It may be tried again all the same.
  func start() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.startAndWait() }
      group.addTask { try? await Task.sleep(for: Self.startLimit) }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  /// Shorter than the page and other clients wait for an answer.
  private static let startLimit = Duration.seconds(6)

  private func startAndWait() async throws {
    let (states, continuation) = AsyncStream.makeStream(of: SourceState.self)
    let subscription = changes.subscribe { continuation.yield($0) }
    defer { subscription.cancel() }
    begin()
    if state != .starting { return }
    for await state in states {
      switch state {
      case .starting: continue
      case .live, .stopped, .idle, .ended: return
      case .retrying(let error, at: _), .failed(let error): throw error
      }
    }
    try Task.checkCancellation()
  }

  /// Stops the pipeline; viewers stay. Returns when it has been freed.
  func stop() async {
    if state == .live ? current?.silentFor != nil : state.givesNothing { undoTuning() }
    await end(in: .stopped)
  }

  /// What was changed may be why nothing comes: the next run begins as the pipeline string says.
  private func undoTuning() {
    if streams.tuning.undo() { logger.notice("nothing came from the source: the changes of properties are undone") }
  }

  /// Stops the pipeline for good; the state goes on saying how it ended.
  func close() async {
    isClosed = true
    idling?.cancel()
    // Whoever waits for its start waits no more.
    await end(in: state == .starting ? .stopped : state)
  }

  // MARK: Demand

  /// Somebody watches until the subscription is cancelled or goes. On demand, that starts the source.
  /// - Throws: `BridgeError` when it does not start.
  func demand() async throws -> Subscription {
    watchers += 1
    idling?.cancel()
    idling = nil
    let subscription = Subscription { [weak self] in Task { await self?.release() } }
    switch state {
    case .idle: try await start()
    case .starting where options.isOnDemand: try await start()
    case .starting, .live, .stopped, .retrying, .ended, .failed: break
    }
    return subscription
  }

  private func release() {
    watchers -= 1
    if options.isOnDemand, watchers == 0 { idleLater() }
  }

  private func idleLater() {
    let linger = state == .starting ? options.startLinger : options.linger
    idling?.cancel()
    idling = Task {
      guard (try? await Task.sleep(for: linger)) != nil else { return }
      await self.idle()
    }
  }

  private func idle() async {
    guard watchers == 0, !isClosed else { return }
    switch state {
    case .starting, .live, .stopped, .retrying: await end(in: .idle)
    case .idle, .ended, .failed: break
    }
  }

  // MARK: Lives

  private func begin() {
    guard !isClosed, state != .live, state != .starting else { return }
    retry?.cancel()
    if case .failed = state { undoTuning() }
    state = .starting
    let previous = life
    life = Task {
      // A device must be let go before it can be opened again.
      await previous?.value
      await self.live()
    }
  }

  private func end(in state: SourceState) async {
    retry?.cancel()
    life?.cancel()
    self.state = state
    await life?.value
  }

  private func live() async {
    repeat {
      let pipeline: SourcePipeline
      let begun = ContinuousClock.now
      do {
        pipeline = try SourcePipeline(description, streams: streams, timeline: timeline, logger: logger)
      } catch {
        return fail(error)
      }
      current = pipeline
      let failure: (any Error)?
      do {
        try await play(pipeline)
        failure = nil
      } catch {
        failure = error
      }
      // What happened is told before what may take long.
      if let failure { fail(failure) } else if !options.loops, !Task.isCancelled { state = .ended }
      let hasEnded = await ending("the source", logger: logger) {
        await pipeline.finish()
        await pipeline.stop()
      }
      if !hasEnded { undoTuning() }
      if failure != nil { return }
      // A loop of a few frames is no reason to open the pipeline a hundred times a second.
      if options.loops { try? await Task.sleep(until: begun + Self.shortestLoop) }
    } while options.loops && !Task.isCancelled
  }

  private static let shortestLoop = Duration.seconds(1)

  /// Plays a pipeline to its end.
  private func play(_ pipeline: SourcePipeline) async throws {
    try Task.checkCancellation()
    // Opening a device may take longer than we are willing to wait.
    Task { await pipeline.play() }
    try await pipeline.follow(description) {
      await self.becomeLive()
    } onWarning: { [logger] text in
      logger.warning("\(text)")
    }
  }

  private func becomeLive() {
    guard !Task.isCancelled else { return }
    state = .live
    hasBeenLive = true
    liveSince = .now
    // Somebody started it who does not watch.
    if options.isOnDemand, watchers == 0 { idleLater() }
  }

  /// A camera that is switched on again is seen within this time and a little more.
  private static let longestWait = Duration.seconds(8)

  /// Cameras lock an account after a few tries with a wrong password.
  private static let waitWhenRefused = Duration.seconds(60)

  /// Tries again after a while; at once when somebody starts it.
  private func fail(_ error: any Error) {
    // Whoever cancels a life has said what the state is.
    guard !Task.isCancelled else { return }
    let fault = error as? SourceFault
    let error = fault?.error ?? error as? BridgeError ?? BridgeError(.source, "\(error)")
    // The first start shows whether the pipeline is right at all. On demand it comes too late to end the program.
    guard hasBeenLive || options.isOnDemand || fault?.isTemporary == true, options.restarts else {
      state = .failed(error)
      return
    }
    let next = backoff.next(after: liveSince.map { .now - $0 } ?? .zero, limit: Self.longestWait)
    let wait = error.code == .unauthorized ? Self.waitWhenRefused : next
    // The same fault again is news to nobody.
    let level: Logger.Level = lastFault == error.code && liveSince == nil ? .info : .error
    logger.log(
      level: level, "\(PipelineString.redacting(error.message)); trying again in \(wait.components.seconds) s")
    lastFault = error.code
    liveSince = nil
    state = .retrying(error, at: .now + wait)
    retry = Task {
      guard (try? await Task.sleep(for: wait)) != nil, !Task.isCancelled else { return }
      self.begin()
    }
  }
}

import CGStreamer
import Logging
import ServiceLifecycle

/// Shows a GStreamer pipeline to any number of WebRTC peers, encoding once for each codec in use.
///
/// ```swift
/// let bridge = try await Bridge(pipeline: "v4l2src ! videoconvert ! facedetect")
/// async let end: Void = bridge.run()
/// let viewer = try await bridge.answer(offer)
/// let answer = await viewer.localDescription
/// ```
///
/// `run()` must be called for anything to happen. All methods may be called from any task.
public actor Bridge {
  /// The pipeline, as it was given.
  public nonisolated let pipeline: PipelineString
  public nonisolated let configuration: Configuration

  let source: Source
  let renditions: Renditions
  nonisolated let timeline: Timeline
  nonisolated let network: MediaNetwork
  let updates = Broadcast<StatusUpdate>()
  var viewers: [Viewer.ID: Viewer] = [:]
  /// Offers and answers that are being made.
  var viewersInSetup = 0
  /// What keeps the source running for each viewer.
  var demands: [Viewer.ID: Subscription] = [:]
  var isClosing = false
  /// Whether viewers have left since freed memory was last given back.
  var viewersHaveLeft = false
  /// When the source became live; `nil` while it is not.
  var liveSince: ClockTime?
  let logger: Logger

  /// Parses the pipeline; nothing is started.
  /// - Parameters:
  ///   - pipeline: gst-launch syntax. Its open source pads become the streams.
  /// - Throws: `BridgeError`: wrong syntax, missing elements, no open pad, a pad that gives neither video nor sound.
  public init(pipeline: PipelineString, configuration: Configuration = Configuration()) throws {
    pipeline.rememberSecrets()
    try GStreamer.initialize()
    self.pipeline = pipeline
    self.configuration = configuration
    logger = configuration.logger
    timeline = Timeline()
    network = MediaNetwork(configuration)
    source = try Source(
      pipeline, timeline: timeline,
      options: Source.Options(
        loops: configuration.loops, restarts: configuration.restarts, isOnDemand: configuration.isOnDemand),
      logger: logger)
    renditions = Renditions(
      timeline: timeline, bitrate: configuration.bitrate, staysOnHost: configuration.staysOnHost,
      playoutDelay: configuration.sentPlayoutDelay, logger: logger)
  }

  public init(pipeline: String, configuration: Configuration = Configuration()) throws {
    try self.init(pipeline: PipelineString(pipeline), configuration: configuration)
  }

  /// Starts the source and returns at the end of its stream, or when the task is cancelled or the service group shuts
  /// down; then all viewers have been told and everything is freed.
  /// - Throws: `BridgeError` when the source cannot be started, or fails and is not to be tried again.
  public func run() async throws {
    do {
      try await cancelWhenGracefulShutdown { try await self.runSource() }
    } catch is CancellationError {
      // The ordinary end.
    } catch {
      await close()
      throw error
    }
    await close()
  }

  private func runSource() async throws {
    let (states, continuation) = AsyncStream.makeStream(of: SourceState.self)
    let subscription = source.changes.subscribe { continuation.yield($0) }
    defer { subscription.cancel() }
    // Each child says whether the run is over. An error of any of them ends all.
    try await withThrowingTaskGroup(of: Bool.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        await self.warmUp()
        return false
      }
      group.addTask { [network] in
        try await network.run()
        return false
      }
      group.addTask {
        while true {
          try await Task.sleep(for: .seconds(1))
          await self.publishStatus()
          if await self.takeDepartures() { Self.giveBackMemory() }
        }
      }
      group.addTask {
        try await self.followSource(states)
        return true
      }
      for try await isOver in group where isOver { return }
    }
  }

  private func followSource(_ states: AsyncStream<SourceState>) async throws {
    if !configuration.isOnDemand { await source.launch() }
    // A viewer may have had it started before the first change was heard of.
    guard try await !follow(source.state) else { return }
    for await state in states where try await follow(state) { return }
  }

  /// Takes note of the source's state and tells of it.
  /// - Returns: whether the source is at its end.
  /// - Throws: what it has failed of.
  private func follow(_ state: SourceState) async throws -> Bool {
    liveSince = state == .live ? liveSince ?? timeline.now : nil
    await publishStatus()
    switch state {
    case .ended: return true
    case .failed(let error): throw error
    case .stopped, .idle, .starting, .live, .retrying: return false
    }
  }

  private func takeDepartures() -> Bool {
    defer { viewersHaveLeft = false }
    return viewersHaveLeft
  }

  /// A viewer frees thousands of small pieces, of which glibc would keep more and more for those to come.
  private static func giveBackMemory() {
    #if canImport(Glibc)
      malloc_trim(0)
    #endif
  }

  /// What the first viewer would wait for: DTLS's certificate, and the search for an encoder that works.
  private func warmUp() async {
    async let encoder: Void = renditions.warmUp(configuration.videoCodec ?? .h264)
    do {
      let peer = try PeerConnection(addresses: HostAddresses.loopback, timeline: timeline)
      do {
        try await peer.prepare()
        _ = try await peer.createDataChannel(label: "warm-up")
        _ = try await peer.createOffer()
      } catch  where !Task.isCancelled {
        logger.error("WebRTC does not work here: \(error)")
      } catch {}
      await ending("the first connection", logger: logger) { await peer.close() }
    } catch {
      logger.error("WebRTC does not work here: \(error)")
    }
    await encoder
  }

  /// Starts the source again after `stop()`, at once when it waits to be tried again. Viewers stay connected.
  /// - Throws: `BridgeError` when it fails.
  public func start() async throws { try await source.start() }

  /// Stops the source for everybody. Viewers stay connected and see its last picture.
  public func stop() async { await source.stop() }

  private func close() async {
    guard !isClosing else { return }
    isClosing = true
    await publishStatus()
    let viewers = viewers.values
    await ending("the bridge", within: Self.closingLimit, logger: logger) { [renditions, source] in
      async let sourceEnds: Void = source.close()
      await withTaskGroup(of: Void.self) { group in
        for viewer in viewers { group.addTask { await viewer.close(reason: "the bridge has ended") } }
      }
      await renditions.close()
      await sourceEnds
    }
  }

  /// A program must be gone within 2 s of Ctrl-C; what hangs is left behind.
  private static let closingLimit = Duration.milliseconds(1500)
}

extension Bridge: Service {}

extension Bridge {
  /// The viewer with this identifier, while it lives.
  public func viewer(_ id: Viewer.ID) -> Viewer? { viewers[id] }
}

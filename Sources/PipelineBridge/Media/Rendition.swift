import Logging
import Synchronization

/// One encoding of one stream, shared by all viewers that negotiated its codec. It hands RTP packets to its viewers
/// from a pipeline that is fed with the stream's samples, and that is made anew, unnoticed by the viewers, when the
/// stream is no longer what it was made for, or when it has failed.
actor Rendition {
  private let executor = QueueExecutor(label: "bridge.rendition")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  nonisolated let stream: MediaStream
  nonisolated let codec: Codec
  nonisolated let rtp: RTPIdentity
  private nonisolated let packets: PacketFanout
  /// What becomes of its frames.
  private nonisolated let ledger = FrameLedger()

  private let planner: RenditionPlanner
  private let timeline: Timeline
  private let logger: Logger
  private let live = LiveEncoding()
  private let keyFrames: KeyFrameRequests
  private var feed: Subscription?
  private var changes: Subscription?
  private var work: Task<Void, Never>?
  private var isClosed = false
  /// The number of the first packet of the next encoding, once there has been one.
  private var nextSequenceNumber: UInt16?

  private enum Event {
    case streamChanged
    case failed(Encoding, BridgeError)
    /// The wait after a failure is over.
    case retry
  }
  private let events: AsyncStream<Event>
  private let continuation: AsyncStream<Event>.Continuation

  /// - Parameter payloadType: of the first viewer.
  init(
    of stream: MediaStream, codec: Codec, payloadType: Int, playoutDelay: PlayoutDelay?, planner: RenditionPlanner,
    timeline: Timeline, logger: Logger
  ) {
    self.stream = stream
    self.codec = codec
    self.planner = planner
    self.timeline = timeline
    self.logger = logger
    // Payloaders know no other dynamic payload types (RFC 3551, section 3); the fan-out writes each viewer's.
    let payloadType = (96...127).contains(payloadType) ? payloadType : 96
    rtp = .random(ssrc: stream.ssrc, payloadType: payloadType)
    packets = PacketFanout(payloadType: payloadType, playoutDelay: playoutDelay)
    keyFrames = KeyFrameRequests { [live, stream] in live.requestKeyFrame(of: stream) }
    (events, continuation) = AsyncStream.makeStream()
  }

  /// Whether it is encoded anew even where the stream is in its codec.
  nonisolated var isForced: Bool { planner.reason != nil }
  /// What the stream is made into now.
  nonisolated var plan: RenditionPlan? { live.encoding?.plan }

  /// - Throws: `BridgeError` when no encoder works, or an element is missing.
  func start() async throws {
    // Before it is planned, or a change meanwhile would be missed.
    changes = stream.formatChanges.subscribe { [continuation] _ in continuation.yield(.streamChanged) }
    let plan = try await planner.plan(stream, codec)
    // Before it begins: no sample may be missing after those that it catches up with.
    feed = stream.samples.subscribe { [live, ledger, keyFrames, codec, timeline] sample in
      guard let encoding = live.encoding else { return }
      let time = codec.kind == .video && !encoding.plan.isRetimed ? encoding.time(of: sample) : nil
      // Before it is taken: it may be out again a moment later.
      if let time { ledger.enter(time, at: timeline.now) }
      switch encoding.take(sample) {
      case .taken: break
      case .dropped: if let time { ledger.drop(time, isCounted: true) }
      case .early:
        if let time { ledger.drop(time, isCounted: false) }
        keyFrames.repeatRequest()
      }
    }
    try begin(plan)
    work = Task { await self.keepUp() }
  }

  /// Viewers that get the packets now.
  nonisolated var viewers: Int { packets.count }
  /// Those of them that wait for a key frame.
  nonisolated var waitingViewers: Int { packets.waitingCount }
  nonisolated var figures: FrameLedger.Figures { ledger.figures(at: timeline.now) }

  /// Sends the packets into a viewer's pad from now on, beginning with a key frame. Any thread.
  /// - Parameter onLoss: called for each frame that the viewer is not sent, once it has begun.
  nonisolated func join(
    _ pad: Pad, format: PacketFormat, onLoss: @escaping @Sendable () -> Void
  ) -> Subscription {
    let (subscription, isWaiting) = packets.add(pad, format: format, onLoss: onLoss)
    if isWaiting { requestKeyFrame() }
    return subscription
  }

  /// Asks for a key frame on behalf of a viewer. Any thread.
  nonisolated func requestKeyFrame() { keyFrames.request() }

  /// Stops the encoder and frees everything. Calling it again does nothing.
  func close() {
    isClosed = true
    feed?.cancel()
    changes?.cancel()
    work?.cancel()
    continuation.finish()
    keyFrames.cancel()
    live.replace(with: nil)?.stop()
  }

  // MARK: Encodings

  private func begin(_ plan: RenditionPlan) throws {
    guard !isClosed else { throw BridgeError(.notLive, "nobody watches any more") }
    // The packets go on counting where those before them ended, so that viewers see one stream.
    if let previous = live.replace(with: nil) {
      previous.stop()
      nextSequenceNumber = previous.nextSequenceNumber
    }
    let identity = nextSequenceNumber.map(rtp.continuing) ?? rtp
    let encoding = try Encoding(plan, rtp: identity, timeline: timeline) {
      [packets, keyFrames, ledger, timeline] frame in
      // A viewer that waits gets no packets, and so asks for nothing itself.
      if packets.send(frame) { keyFrames.repeatRequest() }
      ledger.leave(frame, at: timeline.now)
    }
    if nextSequenceNumber != nil, codec.kind == .video {
      encoding.beginWithKeyFrame { [keyFrames] in keyFrames.repeatRequest() }
    }
    encoding.play()
    if plan.isTranscoding, codec.kind == .video {
      stream.catchUp {
        encoding.catchUp($0)
        live.replace(with: encoding)
      }
    } else {
      live.replace(with: encoding)
    }
    Task { [continuation, logger, stream] in
      for await message in encoding.messages {
        switch message {
        case .error(let error, isTemporary: _): continuation.yield(.failed(encoding, error))
        case .warning(let text): logger.warning("\(plan.codec.rawValue) of \(stream.name): \(text)")
        case .latency: encoding.recalculateLatency()
        case .endOfStream, .stateChanged, .media, .tick: break
        }
      }
    }
    // Decoding too begins with a key frame.
    if plan.isTranscoding, !encoding.hasBegun { stream.requestKeyFrame() }
    logger.log(level: plan.isTranscoding ? .notice : .info, "\(stream.name) \(plan.summary)")
  }

  private func keepUp() async {
    var backoff = Backoff()
    var begun = ContinuousClock.now
    var hasFailed = false
    var retry: Task<Void, Never>?
    defer { retry?.cancel() }
    for await event in events {
      do {
        var failure: BridgeError?
        if case .failed(let encoding, let error) = event {
          guard encoding === live.encoding else { continue }
          failure = error
        }
        let plan = try await planner.plan(stream, codec)
        // What has failed for being made for another stream is no failure.
        if let failure, plan == self.plan { throw failure }
        guard hasFailed || plan != self.plan else { continue }
        try begin(plan)
        (hasFailed, begun) = (false, .now)
      } catch {
        guard !Task.isCancelled else { return }
        let wait = backoff.next(after: hasFailed ? .zero : .now - begun)
        hasFailed = true
        // Or samples would pile up before it meanwhile.
        live.encoding?.fail()
        logger.error("\(codec.rawValue) of \(stream.name): \(error); trying again in \(wait.components.seconds) s")
        retry?.cancel()
        retry = Task { [continuation] in
          if (try? await Task.sleep(for: wait)) != nil { continuation.yield(.retry) }
        }
      }
    }
  }
}

/// The encoding that runs now, for the threads that feed it.
private final class LiveEncoding: Sendable {
  private let current = Mutex<Encoding?>(nil)

  var encoding: Encoding? { current.withLock { $0 } }

  @discardableResult
  func replace(with next: Encoding?) -> Encoding? {
    current.withLock { current in
      defer { current = next }
      return current
    }
  }

  func requestKeyFrame(of stream: MediaStream) {
    guard let encoding else { return }
    if encoding.plan.encoder == nil || !encoding.hasBegun {
      stream.requestKeyFrame()
    } else {
      encoding.requestKeyFrame()
    }
  }
}

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

  let planner: RenditionPlanner
  private let timeline: Timeline
  let logger: Logger
  private let live = LiveEncoding()
  private let keyFrames: KeyFrameRequests
  private nonisolated let repeater: PictureRepeater
  private var feed: Subscription?
  private var changes: Subscription?
  private var work: Task<Void, Never>?
  private var isClosed = false
  private var lastSummary: String?
  /// The number of the first packet of the next encoding, once there has been one.
  private var nextSequenceNumber: UInt16?

  /// Frames that were left out since their format changed too often.
  let unsteadyFrames = Atomic(0)
  /// Whether these events are on their way.
  private let hasChanged = Flag()
  private let standsStill = Flag()

  private enum Event {
    case streamChanged
    case failed(Encoding, BridgeError)
    /// The wait after a failure is over.
    case retry
    /// A viewer waits for a picture that only another decoder can give.
    case standsStill
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
    (events, continuation) = AsyncStream.makeStream()
    let repeater = PictureRepeater(
      live, of: stream, ledger: ledger, timeline: timeline, isAwaited: { [packets] in packets.waitingCount > 0 },
      onDecoderNeeded: { [continuation, standsStill] in if standsStill.raise() { continuation.yield(.standsStill) } })
    self.repeater = repeater
    keyFrames = KeyFrameRequests { [live, stream] in
      live.requestKeyFrame(of: stream)
      repeater.start(isRequest: true)
    }
  }

  /// The same for as long as somebody watches it.
  nonisolated var id: String { "\(stream.name) \(codec.rawValue)\(isForced ? " transcoded" : "")" }
  /// Whether it is encoded anew even where the stream is in its codec.
  nonisolated var isForced: Bool { planner.reason != nil }
  /// What the stream is made into now.
  nonisolated var plan: RenditionPlan? { live.encoding?.plan }

  /// - Throws: `BridgeError` when no encoder works, or an element is missing.
  func start() async throws {
    // Before it is planned, or a change meanwhile would be missed.
    changes = stream.formatChanges.subscribe { [continuation, hasChanged] _ in
      // Caps can change with each frame: one event waits at most.
      if hasChanged.raise() { continuation.yield(.streamChanged) }
    }
    do {
      let plan = try await planner.plan(stream, codec)
      // Before it begins: no sample may be missing after those that it catches up with.
      feed = stream.samples.subscribe { [weak self] sample in self?.take(sample) }
      try begin(plan)
    } catch {
      stream.setProblem("\(error)", in: codec)
      throw error
    }
    // The only picture may have come before.
    repeater.start()
    work = Task { await self.keepUp() }
  }

  /// Hands a sample of the stream to the encoding. Streaming thread.
  private nonisolated func take(_ sample: Sample) {
    guard let encoding = live.encoding else { return }
    let time = codec.kind == .video && !encoding.plan.isRetimed ? encoding.time(of: sample) : nil
    // Before it is taken: it may be out again a moment later.
    if let time { ledger.enter(time, at: timeline.now) }
    switch live.take(sample, of: stream) {
    case .taken: break
    case .dropped: if let time { ledger.drop(time, isCounted: true) }
    case .early:
      if let time { ledger.drop(time, isCounted: false) }
      keyFrames.repeatRequest()
    case nil:
      if let time { ledger.drop(time, isCounted: true) }
      repeater.start()
      noteUnsteadyFormat()
    }
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
    if isWaiting { requestKeyFrame() } else { repeater.start(isRequest: true) }
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
    stream.setProblem(nil, in: codec)
    live.replace(with: nil)?.stop()
  }

  // MARK: Encodings

  private func begin(_ plan: RenditionPlan) throws {
    guard !isClosed else { throw BridgeError(.notLive, "nobody watches any more") }
    // The packets go on counting where those before them ended, so that viewers see one stream.
    if let previous = live.replace(with: nil) {
      if previous.hangs { previous.leaveBehind() } else { previous.stop() }
      nextSequenceNumber = previous.nextSequenceNumber
    }
    let identity = nextSequenceNumber.map(rtp.continuing) ?? rtp
    let hasWorked = Flag()
    let encoding = try Encoding(
      plan, rtp: identity, timeline: timeline, onParsed: { [stream] caps in stream.note(parsed: caps) },
      onFrame: { [packets, keyFrames, ledger, timeline, stream, codec] frame in
        if hasWorked.raise() { stream.setProblem(nil, in: codec) }
        // A viewer that waits gets no packets, and so asks for nothing itself.
        if packets.send(frame) { keyFrames.repeatRequest() }
        ledger.leave(frame, at: timeline.now)
      })
    if nextSequenceNumber != nil, codec.kind == .video {
      encoding.beginWithKeyFrame { [keyFrames] in keyFrames.repeatRequest() }
    }
    encoding.play()
    if plan.isTranscoding, codec.kind == .video {
      stream.catchUp { recent in
        // The picture of a stream that stands still has been sent at its own time already.
        let delay = PictureRepeater.standsStill(recent.age) ? recent.age : .zero
        encoding.catchUp(recent.samples.map { $0.moved { timeline.delayed($0, by: delay) } })
        live.replace(with: encoding)
      }
    } else {
      live.replace(with: encoding)
    }
    repeater.start()
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
    // What is tried again after a failure is known.
    if plan.summary != lastSummary {
      logger.log(level: plan.isTranscoding ? .notice : .info, "\(stream.name) \(plan.summary)")
    }
    lastSummary = plan.summary
  }

  /// A stream whose caps change with each frame must not make an encoder for each.
  private static let shortestLife = Duration.milliseconds(500)

  private static let shortestRepetition = Duration.seconds(1)

  private func keepUp() async {
    var backoff = Backoff()
    var begun = ContinuousClock.now
    var hasFailed = false
    var retry: Task<Void, Never>?
    defer { retry?.cancel() }
    for await event in events {
      do {
        var failure: BridgeError?
        var isRepetition = false
        switch event {
        case .failed(let encoding, let error):
          // Of what follows from a failure, such as elements that are not linked, nobody needs to hear.
          guard encoding === live.encoding, !hasFailed else { continue }
          failure = error
        case .streamChanged:
          try await Task.sleep(for: Self.shortestLife - min(.now - begun, Self.shortestLife))
          hasChanged.lower()
        case .retry: break
        case .standsStill:
          // The encoding may have begun a moment ago, and the picture be on its way.
          try await Task.sleep(for: Self.shortestRepetition - min(.now - begun, Self.shortestRepetition))
          standsStill.lower()
          isRepetition = !hasFailed
        }
        if let failure { await giveUpEncoder(for: failure) }
        let plan = try await planner.plan(stream, codec)
        // An encoding that has failed because it was made for another stream is no failure.
        if let failure, plan == self.plan { throw failure }
        guard hasFailed || failure != nil || plan != self.plan || isRepetition else { continue }
        try begin(plan)
        (hasFailed, begun) = (false, .now)
      } catch {
        guard !Task.isCancelled else { return }
        let wait = backoff.next(after: hasFailed ? .zero : .now - begun)
        hasFailed = true
        // Or samples would pile up before it meanwhile.
        live.encoding?.fail()
        // Said once: it is tried again for as long as somebody watches.
        let words = problem(error)
        if stream.setProblem(words, in: codec) { logger.error("\(codec.rawValue) of \(stream.name): \(words)") }
        retry?.cancel()
        retry = Task { [continuation] in
          if (try? await Task.sleep(for: wait)) != nil { continuation.yield(.retry) }
        }
      }
    }
  }
}

import Logging
import Synchronization

/// One run of the user's pipeline: parsed, its open pads joined to the streams, played, stopped.
///
/// What blocks does so on a queue of its own, so a run that hangs stops no other. Everything else is thread safe and may
/// be called from streaming threads.
actor SourcePipeline {
  private let executor = QueueExecutor(label: "bridge.source")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  nonisolated let pipeline: Pipeline
  nonisolated let streams: StreamTable
  nonisolated let timeline: Timeline
  nonisolated let logger: Logger
  nonisolated let pads = Mutex(OpenPads())
  nonisolated let connections = Mutex<[SignalConnection]>([])
  /// Made with the first buffer: until then a source may not know what it reads.
  nonisolated let pacer = Mutex<Pacer?>(nil)
  nonisolated let waits: ClockWaits
  /// The media of each stream of an RTSP session, by its number in the session description.
  nonisolated let announced = Mutex<[UInt32: MediaKind?]>([:])
  private nonisolated let notices = Mutex<[Pacer.Notice]>([])
  private nonisolated let isLiveRun: Mutex<Bool>
  /// The elements that the user has named.
  private nonisolated let tuned: [TunedElement]
  private nonisolated let observation = Mutex<Subscription?>(nil)
  private var isStopped = false

  /// Parses the pipeline and joins the pads that are open now.
  /// - Throws: `BridgeError`: syntax, missing elements, nothing open, or nothing that can be shown.
  init(_ description: PipelineString, streams: StreamTable, timeline: Timeline, logger: Logger) throws {
    self.streams = streams
    self.timeline = timeline
    self.logger = logger
    pipeline = try Pipeline(parsing: description.endingInElement)
    waits = ClockWaits(clock: timeline.clock)
    let isLive = pipeline.elements.contains(where: \.isLiveSource)
    isLiveRun = Mutex(isLive)
    pipeline.allowReordering()
    tuned = streams.tuning.apply(to: pipeline, description)
    observe(streams.metadata)
    adaptAutomaticElements()
    for element in pipeline.userElements { joinPads(of: element) }
    try checkOpenPads(description)
  }

  nonisolated var messages: AsyncStream<Message> { pipeline.messages }

  /// Whether the source makes its data at its own pace (`GST_STATE_CHANGE_NO_PREROLL`).
  nonisolated var isLive: Bool { isLiveRun.withLock { $0 } }

  /// Starts the pipeline, unless it has been stopped already. Blocks while devices are opened.
  func play() {
    guard !isStopped else { return }
    switch pipeline.element.setState(.paused) {
    case .live: isLiveRun.withLock { $0 = true }
    case .failed: pipeline.post(.error(BridgeError(.source, "the pipeline could not be started"), isTemporary: false))
    case .done, .underWay: break
    }
    streams.tuning.begin(pipeline, tuned)
    pipeline.element.setState(.playing)
  }

  /// How the source's times are to be understood: what it begins with decides.
  private nonisolated var mode: Pacer.Mode {
    if isLive { return .live }
    let sources = pipeline.elements.filter(\.isSource)
    return sources.allSatisfy { $0.isSeekable || $0.readsNumberedFiles } ? .paced : .asItComes
  }

  /// Lets the pipeline's own sinks, such as a file that is recorded, come to their end (`gst-launch-1.0 -e`).
  nonisolated func finish() async {
    waits.end()
    let own = pipeline.userElements.filter { element in
      element.isSink && element.factoryName != "fakesink" && !ElementName.isOurs(element.name)
    }
    guard !own.isEmpty, pipeline.sendEndOfStream() else { return }
    if await !pipeline.reachesEnd(within: Self.endLimit) {
      let names = own.map(\.name).joined(separator: ", ")
      logger.warning("\(names) did not finish within \(Self.endLimit): what is written may be cut off")
    }
  }
  private static let endLimit = Duration.seconds(1)

  /// Blocks until the streaming threads have ended.
  func stop() {
    isStopped = true
    waits.end()
    streams.tuning.end(pipeline)
    connections.withLock { $0.removeAll() }
    for tap in pads.withLock({ $0.taps }) { tap.stream.detach(tap.sinkPad) }
    pipeline.stop()
  }

  /// Frees elements behind a pad that has gone. Blocks until their streaming threads have ended.
  func remove(_ chain: [Element]) {
    guard !isStopped else { return }
    for element in chain {
      element.setState(.null)
      pipeline.remove(element)
    }
  }

  /// Puts a mark of the program's own between the messages.
  nonisolated func post(_ message: Message) { pipeline.post(message) }

  nonisolated func recalculateLatency() { pipeline.recalculateLatency() }

  // MARK: Buffers

  /// Takes a buffer of an open pad on its streaming thread, and waits until it is due.
  nonisolated func take(_ sample: Sample, _ tap: Tap) {
    let base = pipeline.element.baseTime
    let presented = sample.runningTime.map { timeline.place($0, from: base) }
    let decoded = sample.decodingTime.map { timeline.place($0, from: base) } ?? presented
    let now = timeline.now
    let (number, interval) = tap.note(sample, at: now)
    let (placement, mode) = pacer.withLock { pacer in
      var current = pacer ?? Pacer(mode: self.mode)
      defer { pacer = current }
      return (current.place(decoded, interval: interval, stream: tap.number, now: now), current.mode)
    }
    if placement.waits { waits.wait(until: placement.time + timeline.baseTime) }
    let isTimed = mode == .live && decoded != nil
    tap.note(lateness: isTimed ? now - min(placement.time, now) : nil)
    if let notice = placement.notice { note(notice, of: tap) }
    // Frames go on in the order in which they are decoded. A reordered one is presented later.
    let delay = presented.map { Int(clamping: $0) - Int(clamping: decoded ?? $0) } ?? 0
    let presentation = ClockTime(max(0, Int(placement.time) + min(max(delay, -Self.longestDelay), Self.longestDelay)))
    let mapped = Sample(
      buffer: sample.buffer, caps: sample.caps, runningTime: tap.inOrder(min(placement.time, timeline.now)))
    let isNew = tap.stream.receive(
      mapped, presentation: presented.map { _ in presentation }, sourceTime: presented ?? presentation)
    if number == 1 { pads.withLock { $0.noteMedia(at: now) } }
    if number == 1 || isNew { pipeline.post(.media) }
  }

  /// Nanoseconds; a claim of more is no reordering.
  private static let longestDelay = 10_000_000_000

  /// Says once in a run what is wrong with the source's times.
  private nonisolated func note(_ notice: Pacer.Notice, of tap: Tap) {
    let isNew = notices.withLock { notices in
      defer { if !notices.contains(notice) { notices.append(notice) } }
      return !notices.contains(notice)
    }
    guard isNew else { return }
    logger.notice("\(tap.stream.name): \(notice.words)")
  }

  /// Gives what the elements say to the frames of the first video stream.
  private nonisolated func observe(_ feed: MetadataFeed) {
    let observer = ElementObserver(feed: feed, timeline: timeline)
    let removing = pipeline.element.reference.connect("deep-element-removed") { arguments in
      if let element = arguments.object(2) { observer.forget(element) }
    }
    connections.withLock { $0.append(removing) }
    let subscription = pipeline.elementMessages.subscribe { [weak self] message in
      guard let self else { return }
      let tap = pads.withLock { pads in
        pads.taps.filter { $0.stream.kind == .video }.min { $0.stream.index < $1.stream.index }
      }
      let stream = tap.map { (track: $0.stream.metadata, pad: Optional($0.sinkPad)) }
      observer.take(message, baseTime: pipeline.element.baseTime, stream: stream)
    }
    observation.withLock { $0 = subscription }
  }
}

extension Pacer.Notice {
  fileprivate var words: String {
    switch self {
    case .jumpedAhead: "the source's times jumped ahead; its pictures are shown as they come"
    case .jumpedBack: "the source's times jumped back; its pictures are shown as they come"
    case .runsFast: "the source's times run fast; its pictures are shown as they come"
    case .outrunsTime: "the source sends faster than real time; it is slowed down to the pace of its times"
    }
  }
}

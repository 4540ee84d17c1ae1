import Logging
import Synchronization

/// One life of the user's pipeline: parsed, its open pads joined to the streams, played, stopped.
///
/// What blocks does so on a queue of its own, so that a life that hangs holds up no other.
actor SourcePipeline {
  private let executor = QueueExecutor(label: "bridge.source")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let pipeline: Pipeline
  private let streams: StreamTable
  private let timeline: Timeline
  private let logger: Logger
  private let state = Mutex(Joined())
  private let connections = Mutex<[SignalConnection]>([])
  private var isStopped = false
  private let observation = Mutex<Subscription?>(nil)

  private struct Joined {
    var taps: [(stream: MediaStream, sink: Element, pad: Pad)] = []
    var unsupported: [String] = []
    var isLive = false
    var canOpenLater = false
    var withMedia: Set<String> = []
    /// When an RTP packet came last.
    var lastPacket: SuspendingClock.Instant?
  }

  /// Parses the pipeline and joins the pads that are open now.
  /// - Throws: `BridgeError`: syntax, missing elements, nothing open, or nothing that can be shown.
  init(_ description: PipelineString, streams: StreamTable, timeline: Timeline, logger: Logger) throws {
    self.streams = streams
    self.timeline = timeline
    self.logger = logger
    pipeline = try Pipeline(parsing: description.endingInElement)
    streams.tuning.apply(to: pipeline, description)
    observe(streams.metadata)
    for element in pipeline.userElements { joinPads(of: element) }
    try checkOpenPads(description)
  }

  nonisolated var messages: AsyncStream<Message> { pipeline.messages }

  /// Whether the source makes its data at its own pace (`GST_STATE_CHANGE_NO_PREROLL`).
  nonisolated var isLive: Bool { state.withLock { $0.isLive } }

  /// Starts the pipeline, unless it has been stopped already. Blocks while devices are opened.
  func play() {
    guard !isStopped else { return }
    let isLive = pipeline.element.setState(.paused) == .live
    let sinks = state.withLock { state in
      state.isLive = isLive
      return state.taps.map(\.sink)
    }
    if isLive {
      for sink in sinks {
        // No data flows yet. Where all sinks wait for their first, one stream that is silent would hold up the others.
        sink.setState(.ready)
        sink.set("sync", false)
        sink.set("async", false)
        _ = sink.syncStateWithParent()
      }
    }
    streams.tuning.begin(pipeline)
    pipeline.element.setState(.playing)
  }

  /// Blocks until the streaming threads have ended.
  func stop() {
    isStopped = true
    streams.tuning.end(pipeline)
    connections.withLock { $0.removeAll() }
    for tap in state.withLock({ $0.taps }) { tap.stream.attach(nil) }
    pipeline.stop()
  }

  /// Puts a mark of the program's own between the messages.
  nonisolated func post(_ message: Message) { pipeline.post(message) }

  nonisolated func recalculateLatency() { pipeline.recalculateLatency() }

  /// Whether every stream that is open has given its first data.
  nonisolated var hasAllMedia: Bool {
    state.withLock { state in
      !state.taps.isEmpty && state.taps.allSatisfy { state.withMedia.contains($0.stream.name) }
    }
  }
  nonisolated var hasSomeMedia: Bool { state.withLock { !$0.withMedia.isEmpty } }
  /// How long nothing has come of a sender on the network; `nil` for other sources, which may be silent for reasons of
  /// their own.
  nonisolated var silenceOfSender: Duration? {
    guard isLive, let last = state.withLock({ $0.lastPacket }) else { return nil }
    return .now - last
  }
  nonisolated var hasTaps: Bool { state.withLock { !$0.taps.isEmpty } }

  // MARK: Open pads

  private nonisolated func joinPads(of element: Element) {
    if element.hasSometimesSourcePads {
      state.withLock { $0.canOpenLater = true }
      // After the parser's own handler, which makes the links that the string asks for.
      let connection = element.reference.connect("pad-added") { [weak self] arguments in
        guard let self, let pad = arguments.object(1).map(Pad.init), pad.isSource, !pad.isLinked else { return }
        self.join(pad)
      }
      let removal = element.reference.connect("pad-removed") { [weak self] arguments in
        if let self, let pad = arguments.object(1) { forget(Pad(reference: pad)) }
      }
      connections.withLock { $0 += [connection, removal] }
    }
    for pad in element.sourcePads where !pad.isLinked { join(pad) }
  }

  /// Joins an open pad to its stream. Runs on a streaming thread for pads that appear later: the link must stand
  /// before the first buffer comes.
  private nonisolated func join(_ pad: Pad) {
    do {
      let caps = pad.possibleCaps()
      if caps.isAny {
        // A bare file or socket: find out what it is.
        let parser = try Element("parsebin")
        try connect(pad, through: parser)
        joinPads(of: parser)
        return
      }
      guard let format = StreamFormat(caps) else {
        let place = "\(pad.parent?.name ?? "pipeline").\(pad.name)"
        state.withLock { $0.unsupported.append("\(place) gives \(caps.first?.name ?? "nothing")") }
        logger.warning("no browser can be sent what \(place) gives: \(caps.first?.name ?? "nothing"); left out")
        let sink = try Element("fakesink")
        sink.set("sync", false)
        sink.set("async", false)
        try connect(pad, through: sink)
        return
      }
      var open = pad
      if let feature = caps.memoryFeature, let converter = MemoryFeature.converter(from: feature) {
        let element = try Element(converter)
        try connect(pad, through: element)
        if let converted = element.staticPad("src") { open = converted }
      }
      try tap(open, as: format)
    } catch {
      logger.error("\(error)")
    }
  }

  private nonisolated func tap(_ pad: Pad, as format: StreamFormat) throws {
    let sink = try AppSink()
    let kind = format.kind
    let stream = state.withLock { state in
      // A pad that comes in place of one that has gone goes on with its stream.
      let used = Set(state.taps.map(\.stream.name))
      let stream = (0...).lazy.map { [streams] in streams.stream(kind, $0) }.first { !used.contains($0.name) }!
      state.taps.append((stream, sink.element, pad))
      return stream
    }
    sink.element.set("sync", !isLive)
    sink.element.set("async", !isLive)
    // No quality-of-service events, appsink's default: one from a sink whose base time is not set yet can claim a
    // lateness of hours, and a decoder would then skip all that follows.
    sink.element.set("enable-last-sample", false)
    // What needs no conversion comes first; a source that can choose takes it.
    if let preference = Caps("video/x-raw,format=I420; video/x-raw,format=NV12; video/x-raw; \(Self.anyMedia)") {
      sink.element.set("caps", caps: preference)
    }
    sink.onSample { [timeline, weak self] sample in
      guard let self else { return }
      let base = pipeline.element.baseTime
      let mapped = Sample(
        buffer: sample.buffer, caps: sample.caps, runningTime: timeline.map(sample.runningTime, from: base))
      let presentation = sample.runningTime.map { timeline.place($0, from: base) }
      if stream.receive(mapped, presentation: presentation) { noteMedia(stream) }
      if case .rtp = format { state.withLock { $0.lastPacket = .now } }
    }
    try connect(pad, through: sink.element)
    stream.attach(sink.element.staticPad("sink"))
  }

  /// A pad has gone, as when a transport stream changes its programme; another may take its place.
  private nonisolated func forget(_ pad: Pad) {
    let gone = state.withLock { state in
      let index = state.taps.firstIndex { $0.pad.pointer == pad.pointer }
      return index.map { state.taps.remove(at: $0) }
    }
    gone?.stream.attach(nil)
  }

  /// Gives what the elements say to the frames of the first video stream.
  private nonisolated func observe(_ feed: MetadataFeed) {
    let observer = ElementObserver(feed: feed, timeline: timeline)
    let subscription = pipeline.elementMessages.subscribe { [weak self] message in
      guard let self else { return }
      let tap = state.withLock { $0.taps.first { $0.stream.kind == .video } }
      let stream = tap.map { (track: $0.stream.metadata, pad: $0.sink.staticPad("sink")) }
      observer.take(message, baseTime: pipeline.element.baseTime, stream: stream)
    }
    observation.withLock { $0 = subscription }
  }

  private nonisolated func noteMedia(_ stream: MediaStream) {
    state.withLock { _ = $0.withMedia.insert(stream.name) }
    pipeline.post(.media)
  }

  private nonisolated func connect(_ pad: Pad, through element: Element) throws {
    pipeline.add(element)
    guard let sink = element.staticPad("sink"), pad.link(to: sink) else {
      throw BridgeError(
        .unsupportedMedia,
        "\(pad.parent?.name ?? "pipeline").\(pad.name) gives \(pad.possibleCaps().description), which cannot be shown")
    }
    _ = element.syncStateWithParent()
  }

  private static let anyMedia =
    "audio/x-raw; audio/x-opus; application/x-rtp; video/x-h264; video/x-vp8; video/x-vp9; video/x-av1; "
    + "video/x-h265; image/jpeg; image/png; video/mpeg; video/x-theora; audio/mpeg; audio/x-vorbis; audio/x-flac; "
    + "audio/x-alaw; audio/x-mulaw; audio/AMR; audio/x-ac3"

  nonisolated func checkOpenPads(_ description: PipelineString, started: Bool = false) throws {
    let (canOpenLater, unsupported) = state.withLock { ($0.canOpenLater, $0.unsupported) }
    if hasTaps || (canOpenLater && !started) { return }
    guard unsupported.isEmpty else {
      throw BridgeError(
        .unsupportedMedia,
        "\(unsupported.joined(separator: ", ")): neither video nor sound\n"
          + "End the pipeline with raw or encoded video or audio.")
    }
    guard !canOpenLater else {
      throw BridgeError(.noOpenPad, "the pipeline runs, but nothing that came out of it is video or sound")
    }
    throw BridgeError.noOpenPad(description)
  }
}

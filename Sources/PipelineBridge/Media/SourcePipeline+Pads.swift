extension SourcePipeline {
  /// Joins the open pads of an element, now and when they appear.
  nonisolated func joinPads(of element: Element) {
    if element.hasSometimesSourcePads {
      pads.withLock { $0.mayOpen(element.reference) }
      // After the parser's own handler, which makes the links that the string asks for.
      let added = element.reference.connect("pad-added") { [weak self] arguments in
        guard let self, let pad = arguments.object(1).map(Pad.init), pad.isSource, !pad.isLinked else { return }
        self.join(pad)
      }
      let removed = element.reference.connect("pad-removed") { [weak self] arguments in
        if let self, let pad = arguments.object(1) { forget(Pad(reference: pad)) }
      }
      let noMore = element.reference.connect("no-more-pads") { [weak self] arguments in
        guard let self, let element = arguments.object(0) else { return }
        pads.withLock { $0.hasOpened(element) }
        post(.media)
      }
      connections.withLock { $0 += [added, removed, noMore] }
    }
    for pad in element.sourcePads where !pad.isLinked { join(pad) }
  }

  /// Joins an open pad to its stream. Runs on a streaming thread for pads that appear later: the link must stand
  /// before the first buffer comes.
  private nonisolated func join(_ pad: Pad) {
    let caps = pad.currentCaps ?? pad.possibleCaps()
    do {
      if caps.isAny || caps.isEmpty {
        guard pad.parent?.sinkPads.isEmpty == false else { return try parse(pad) }
        // What a filter passes on is known when the first caps or bytes come.
        pads.withLock { $0.mayOpen(pad.reference) }
        pad.onFirstData { [weak self] pad, caps in
          guard let self else { return }
          if let caps { joinOrLeaveOut(pad, caps) } else { attempt(pad, parse) }
          pads.withLock { $0.hasOpened(pad.reference) }
        }
        return
      }
      joinOrLeaveOut(pad, caps)
    } catch {
      leaveOut(pad, "\(error)")
    }
  }

  /// Finds out what a bare file or socket gives.
  private nonisolated func parse(_ pad: Pad) throws {
    let parser = try Element("parsebin", name: ElementName.next("parser"))
    try connect(pad, through: [parser])
    joinPads(of: parser)
  }

  /// Media types of containers, whose streams `parsebin` takes out.
  private static let containers: Set<String> = [
    "video/mpegts", "video/quicktime", "video/x-matroska", "video/webm", "video/x-flv", "video/x-msvideo",
    "application/ogg", "multipart/x-mixed-replace",
  ]

  private nonisolated func joinOrLeaveOut(_ pad: Pad, _ caps: Caps) {
    if let name = caps.first?.name, Self.containers.contains(name) { return attempt(pad, parse) }
    guard let format = StreamFormat(caps) else {
      return leaveOut(pad, caps.first?.name ?? "nothing")
    }
    attempt(pad) { try tap($0, as: format, caps) }
  }

  private nonisolated func attempt(_ pad: Pad, _ work: (Pad) throws -> Void) {
    do { try work(pad) } catch { leaveOut(pad, "\(error)") }
  }

  /// What needs no conversion comes first; a source that can choose takes it. Single fields are no plain raw video.
  private static let rawPreference =
    "video/x-raw,format=I420; video/x-raw,format=NV12; video/x-raw; video/x-raw(format:Interlaced)"

  private nonisolated func tap(_ pad: Pad, as format: StreamFormat, _ caps: Caps) throws {
    let sink = AppSink(element: try Element("appsink", name: ElementName.next("sink")))
    guard let sinkPad = sink.element.staticPad("sink") else { throw BridgeError(.gstreamer, "appsink has no pad") }
    // Buffers are taken as they come; `Pacer` decides when they are due. A sink that prerolls would let one silent
    // stream block the others.
    sink.element.set("sync", false)
    sink.element.set("async", false)
    // No quality-of-service events, appsink's default: one from a sink whose base time is not set yet can claim a
    // lateness of hours, and a decoder would then skip all that follows.
    sink.element.set("enable-last-sample", false)
    if format == .rawVideo, let preference = Caps(Self.rawPreference) { sink.element.set("caps", caps: preference) }
    var chain: [Element] = []
    if let feature = caps.memoryFeature, let converter = MemoryFeature.converter(from: feature) {
      chain.append(try Element(converter, name: ElementName.next("converter")))
    }
    if !isLive { chain.append(try queue(for: format)) }
    chain.append(sink.element)
    let isRTP = if case .rtp = format { true } else { false }
    let index = pad.sessionStream.flatMap { number in announced.withLock { Self.index(of: number, in: $0) } }
    let tap = pads.withLock { pads in
      let stream = pads.stream(format.kind, preferring: index, of: streams)
      return pads.add { Tap(stream: stream, pad: pad, sink: sink, sinkPad: sinkPad, number: $0, isRTP: isRTP) }
    }
    sink.onSample { [weak self, weak tap] sample in
      if let self, let tap { take(sample, tap) }
    }
    do {
      try connect(pad, through: chain)
    } catch {
      pads.withLock { _ = $0.remove(pad) }
      throw error
    }
    tap.stream.attach(tap.sinkPad)
  }

  /// Keeps the streams of one demuxer from waiting for each other while they are paced.
  private nonisolated func queue(for format: StreamFormat) throws -> Element {
    let queue = try Element("queue", name: ElementName.next("queue"))
    // Raw frames are large; encoded ones and audio are interleaved by up to a few seconds.
    queue.set("max-size-buffers", format == .rawVideo ? 3 : 0)
    queue.set("max-size-bytes", 64 << 20)
    queue.set("max-size-time", 3_000_000_000)
    return queue
  }

  /// The place of a stream among those of its kind, in the order of the session description.
  private static func index(of number: UInt32, in announced: [UInt32: MediaKind?]) -> Int? {
    guard let kind = announced[number] ?? nil else { return nil }
    return announced.count { $0.key < number && $0.value == kind }
  }

  private nonisolated func leaveOut(_ pad: Pad, _ words: String) {
    let place = "\(pad.parent?.name ?? "pipeline").\(pad.name)"
    pads.withLock { $0.add(unsupported: "\(place) gives \(words)") }
    logger.warning("\(place) is left out: it gives \(words), which cannot be shown")
    // A pad that nobody takes data from would end the pipeline.
    guard let sink = try? Element("fakesink", name: ElementName.next("sink")) else { return }
    sink.set("sync", false)
    sink.set("async", false)
    try? connect(pad, through: [sink])
  }

  /// A pad has gone, as when a transport stream changes its programme; another may take its place.
  private nonisolated func forget(_ pad: Pad) {
    let (tap, chain) = pads.withLock { ($0.remove(pad), $0.takeChain(of: pad)) }
    if let tap { tap.stream.detach(tap.sinkPad) }
    guard !chain.isEmpty else { return }
    // The streaming thread that removes the pad cannot stop what is behind it. What waits in a queue is still shown.
    Task { [weak self] in
      if chain.count > 1 { try? await Task.sleep(for: Self.afterlife) }
      await self?.remove(chain)
    }
  }

  /// Longer than a queue behind a pad holds data for.
  private static let afterlife = Duration.seconds(4)

  /// Adds elements to the pipeline and links a pad through them. If that fails nothing of them stays.
  private nonisolated func connect(_ pad: Pad, through chain: [Element]) throws {
    for element in chain { pipeline.add(element) }
    for element in chain.reversed() { _ = element.syncStateWithParent() }
    let isLinked = zip(chain, chain.dropFirst()).allSatisfy { element, next in
      guard let source = element.staticPad("src"), let sink = next.staticPad("sink") else { return false }
      return source.link(to: sink)
    }
    pads.withLock { $0.note(chain, behind: pad) }
    if isLinked, let sink = chain[0].staticPad("sink"), pad.linkAcrossBins(to: sink) { return }
    pads.withLock { _ = $0.takeChain(of: pad) }
    for element in chain {
      element.setState(.null)
      pipeline.remove(element)
    }
    throw BridgeError(.unsupportedMedia, pad.possibleCaps().first?.name ?? "nothing that can be linked")
  }

  /// Configures elements that GStreamer adds by itself, inside `uridecodebin` and the like.
  nonisolated func adaptAutomaticElements() {
    let added = pipeline.element.reference.connect("deep-element-added") { [weak self] arguments in
      if let self, let element = arguments.object(2).map(Element.init) { adapt(element) }
    }
    connections.withLock { $0.append(added) }
    for element in pipeline.elements { adapt(element) }
  }

  private nonisolated func adapt(_ element: Element) {
    switch element.factoryName {
    case "multipartdemux":
      // A camera sends pictures only; without this, decodebin waits for further streams for ever.
      element.set("single-stream", true)
    case "rtspsrc":
      let selection = element.reference.connectDeciding("select-stream") { [weak self] arguments in
        guard let self, let number = arguments.uint(1), let media = arguments.caps(2)?.first?.string("media") else {
          return nil
        }
        let kind = MediaKind(rawValue: media)
        announced.withLock { $0[number] = .some(kind) }
        if kind == nil { logger.notice("\(media) stream \(number) of the camera is left out: it is not shown") }
        return kind != nil
      }
      connections.withLock { $0.append(selection) }
    default: break
    }
  }

  nonisolated func checkOpenPads(_ description: PipelineString) throws {
    let pads = pads.withLock { $0 }
    guard pads.readiness(at: timeline.now) == .nothing else { return }
    guard pads.unsupported.isEmpty else {
      throw BridgeError(
        .unsupportedMedia,
        "\(pads.unsupported.prefix(4).joined(separator: ", ")): neither video nor audio\n"
          + "End the pipeline with raw or encoded video or audio.")
    }
    guard !pipeline.userElements.contains(where: \.hasSometimesSourcePads) else {
      throw BridgeError(.noOpenPad, "the pipeline runs, but nothing that came out of it is video or audio")
    }
    throw BridgeError.noOpenPad(description)
  }
}

import Dispatch
import Synchronization

/// One life of a rendition's pipeline: from the stream's samples to RTP packets, frame by frame.
final class Encoding: Sendable {
  let plan: RenditionPlan

  private let pipeline: Pipeline
  private let source: AppSource
  private let input: Pad
  /// The elements that probes change, which must not hold them themselves.
  private let probed: [Element]
  private let next: Mutex<UInt16>
  private let backlog: Backlog
  private let pacer: FramePacer?
  private let timeline: Timeline
  private let hasFailed = Atomic<Bool>(false)
  private let watch = Mutex(EncoderWatch())
  private let isLeftBehind = Atomic<Bool>(false)

  /// - Parameters:
  ///   - onFrame: gets each frame as it leaves the payloader. Streaming thread.
  ///   - onParsed: gets what the parser says of a stream that is passed on. Streaming thread.
  /// - Throws: `BridgeError` when an element is missing or cannot be linked.
  init(
    _ plan: RenditionPlan, rtp: RTPIdentity, timeline: Timeline,
    onParsed: @escaping @Sendable (Caps) -> Void,
    onFrame: @escaping @Sendable (PacketizedFrame) -> Void
  ) throws {
    self.plan = plan
    self.timeline = timeline
    backlog = Backlog(waitsForEntryPoint: plan.codec.kind == .video)
    pacer = plan.isReordered ? FramePacer(timeline: timeline) : nil
    next = Mutex(rtp.sequenceOffset)
    pipeline = try Pipeline(parsing: PipelineString(plan.launch(rtp)))
    guard let source = pipeline.child(named: "source").map(AppSource.init),
      let sink = pipeline.child(named: "sink").map(AppSink.init(element:)),
      let input = pipeline.child(named: "payloader")?.staticPad("sink")
    else { throw BridgeError(.gstreamer, "the rendition's pipeline has lost its ends: \(plan.launch(rtp))") }
    self.source = source
    self.input = input
    pipeline.share(baseTime: timeline.baseTime)

    if !plan.takesNewestOnly { source.element.staticPad("src")?.onBuffer { [backlog] _ in backlog.leave() } }
    if let pacer, let decoded = pipeline.child(named: "decoded") {
      decoded.staticPad("sink")?.onBuffer { if let time = $0.time { pacer.enter(time) } }
      decoded.staticPad("src")?.onBuffer { if let time = $0.time { pacer.wait(for: time) } }
    }
    let assembler = FrameAssembler(kind: plan.codec.kind)
    probed = EncodingProbes.attach(to: pipeline, colours: plan.colours)
    if plan.encoder == nil {
      input.onStreamEvent { event in
        if case .caps(let caps) = event { onParsed(caps) }
      }
    }
    input.onBuffer { assembler.begin(isKeyFrame: plan.isKeyFrame($0)) }
    sink.onSample { [weak self] sample in
      // An encoder's times need its segment (x264enc's begin at 1000 h); viewers are sent running time, which must not
      // be ahead of the clock.
      let time = sample.runningTime.map { min($0, timeline.now) }
      guard let frame = assembler.add(sample.buffer.stamped(time)), let self,
        !isLeftBehind.load(ordering: .relaxed)
      else { return }
      note(frame.packets)
      onFrame(frame)
    }
  }

  /// Lets nothing pass before the first key frame, as viewers of what went before need it.
  /// - Parameter onWaiting: called with each frame that is left out. Streaming thread.
  func beginWithKeyFrame(onWaiting: @escaping @Sendable () -> Void) {
    input.dropBuffers(until: { [plan] frame in
      let isKeyFrame = plan.isKeyFrame(frame)
      if !isKeyFrame { onWaiting() }
      return isKeyFrame
    })
  }

  var messages: AsyncStream<Message> { pipeline.messages }

  /// Blocks while the encoder opens its device.
  func play() { pipeline.element.setState(.playing) }

  /// Takes a sample of the stream. Never blocks.
  func take(_ sample: Sample) -> Backlog.Outcome {
    if hasFailed.load(ordering: .relaxed) { return .dropped }
    if plan.encodesRawVideo, watch.withLock({ $0.enter(at: timeline.now) }) {
      pipeline.post(.error(BridgeError(.noEncoder, "encoder: it takes frames and gives none"), isTemporary: false))
    }
    // The door itself has room for one: the next takes its place.
    let outcome = plan.takesNewestOnly ? .taken : backlog.enter(sample, at: timeline.now)
    guard outcome == .taken else { return outcome }
    let time = time(of: sample)
    source.push(
      sample.buffer, caps: sample.caps, runningTime: time, decodingTime: time == nil ? sample.runningTime : nil)
    return .taken
  }

  /// Takes the samples from which a decoder can begin, and shows what the last of them shows.
  func catchUp(_ samples: [Sample]) {
    guard let last = samples.last, let time = time(of: last) else { return }
    backlog.beginCatchUp(at: timeline.now)
    pacer?.begin(with: time)
    pipeline.child(named: "decoded")?.staticPad("sink")?.dropBuffers(until: { ($0.time ?? time) >= time })
    for sample in samples { _ = take(sample) }
  }

  /// Whether samples go in: before that, the source itself must give a frame at which decoding can begin.
  var hasBegun: Bool { plan.takesNewestOnly || backlog.hasBegun }

  /// The running time by which a sample is known in this pipeline.
  func time(of sample: Sample) -> ClockTime? { plan.isReordered ? sample.presentationTime : sample.runningTime }

  /// Takes no more samples: the pipeline is at an error.
  func fail() { hasFailed.store(true, ordering: .relaxed) }

  /// Asks the encoder for a key frame.
  func requestKeyFrame() { input.requestKeyFrame() }

  func recalculateLatency() { pipeline.recalculateLatency() }

  /// Blocks until the encoder has stopped.
  func stop() {
    pacer?.stop()
    pipeline.stop()
  }

  /// Stops an encoder that hangs, which may take for ever. Nothing of it comes out any more.
  func leaveBehind() {
    isLeftBehind.store(true, ordering: .relaxed)
    DispatchQueue(label: "bridge.encoder.end").async { self.stop() }
  }

  var hangs: Bool { watch.withLock { $0.hangs } }

  /// The number of the packet that would come next (RFC 3550, section 5.1).
  var nextSequenceNumber: UInt16 { next.withLock { $0 } }

  private func note(_ packets: [Buffer]) {
    watch.withLock { $0.leave() }
    guard let number = packets.last?.sequenceNumber else { return }
    next.withLock { $0 = number &+ 1 }
  }
}

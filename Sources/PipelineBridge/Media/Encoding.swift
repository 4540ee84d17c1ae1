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
  private let isBehind = Mutex(false)

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
    next = Mutex(rtp.sequenceOffset)
    pipeline = try Pipeline(parsing: PipelineString(plan.launch(rtp)))
    guard let source = pipeline.child(named: "source").map(AppSource.init),
      let sink = pipeline.child(named: "sink").map(AppSink.init(element:)),
      let input = pipeline.child(named: "payloader")?.staticPad("sink")
    else { throw BridgeError(.gstreamer, "the rendition's pipeline has lost its ends: \(plan.launch(rtp))") }
    self.source = source
    self.input = input
    pipeline.share(baseTime: timeline.baseTime)

    let assembler = FrameAssembler(kind: plan.codec.kind)
    probed = EncodingProbes.attach(to: pipeline, colours: plan.colours)
    if plan.encoder == nil {
      input.onStreamEvent { event in
        if case .caps(let caps) = event { onParsed(caps) }
      }
    }
    input.onBuffer { assembler.begin(isKeyFrame: !$0.isDeltaUnit) }
    sink.onSample { [weak self] sample in
      // An encoder's times need its segment (x264enc's begin at 1000 h); viewers are sent running time.
      guard let frame = assembler.add(sample.buffer.stamped(sample.runningTime)) else { return }
      self?.note(frame.packets)
      onFrame(frame)
    }
  }

  /// Lets nothing pass before the first key frame, as viewers of what went before need it.
  /// - Parameter onWaiting: called with each frame that is left out. Streaming thread.
  func beginWithKeyFrame(onWaiting: @escaping @Sendable () -> Void) {
    input.dropBuffers(until: { frame in
      if frame.isDeltaUnit { onWaiting() }
      return !frame.isDeltaUnit
    })
  }

  var messages: AsyncStream<Message> { pipeline.messages }

  /// Blocks while the encoder opens its device.
  func play() { pipeline.element.setState(.playing) }

  /// Takes a sample of the stream. Never blocks.
  func take(_ sample: Sample) {
    guard !plan.isTranscoding || canDecode(sample) else { return }
    source.push(sample.buffer, caps: sample.caps, runningTime: sample.runningTime)
  }

  /// Nanoseconds for which encoded frames may wait for a decoder.
  private static let limit: ClockTime = 1_000_000_000

  /// A decoder that cannot keep up loses frames before it, up to a key frame, and never adds delay without end.
  private func canDecode(_ sample: Sample) -> Bool {
    isBehind.withLock { isBehind in
      let waiting = source.waitingTime
      isBehind = isBehind ? waiting > Self.limit / 4 || sample.buffer.isDeltaUnit : waiting > Self.limit
      return !isBehind
    }
  }

  /// Asks the encoder for a key frame.
  func requestKeyFrame() { input.requestKeyFrame() }

  func recalculateLatency() { pipeline.recalculateLatency() }

  /// Blocks until the encoder has stopped.
  func stop() { pipeline.stop() }

  /// The number of the packet that would come next (RFC 3550, section 5.1).
  var nextSequenceNumber: UInt16 { next.withLock { $0 } }

  private func note(_ packets: [Buffer]) {
    guard let number = packets.last?.sequenceNumber else { return }
    next.withLock { $0 = number &+ 1 }
  }
}

import Logging
import Synchronization

/// One encoding of one stream, shared by all viewers that negotiated its codec. A pipeline of its own, fed with the
/// stream's samples, that hands RTP packets to its viewers.
actor Rendition {
  private let executor = QueueExecutor(label: "bridge.rendition")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  nonisolated let stream: MediaStream
  nonisolated let codec: Codec
  nonisolated let plan: RenditionPlan
  nonisolated let rtp: RTPIdentity
  nonisolated let packets: PacketFanout

  private let pipeline: Pipeline
  private let payloaderPad: Pad
  private let keyFrames: KeyFrameRequests
  private var feed: Subscription?
  private var watch: Task<Void, Never>?
  private let logger: Logger

  /// - Throws: `BridgeError` when an element is missing or cannot be linked.
  init(
    of stream: MediaStream, codec: Codec, format: StreamFormat, encoder: EncoderCandidate?, bitrate: Int,
    payloadType: Int, timeline: Timeline, logger: Logger
  ) throws {
    self.stream = stream
    self.codec = codec
    self.logger = logger
    rtp = .random(ssrc: stream.ssrc, payloadType: payloadType)
    plan = RenditionPlan(format: format, codec: codec, encoder: encoder, bitrate: bitrate, rtp: rtp)
    packets = PacketFanout(payloadType: payloadType)
    pipeline = try Pipeline(parsing: PipelineString(plan.launch))
    guard let source = pipeline.child(named: "source").map(AppSource.init),
      let sink = pipeline.child(named: "sink").map(AppSink.init(element:)),
      let payloaderPad = pipeline.child(named: "payloader")?.staticPad("sink")
    else { throw BridgeError(.gstreamer, "the rendition's pipeline has lost its ends: \(plan.launch)") }
    self.payloaderPad = payloaderPad
    keyFrames = KeyFrameRequests { [stream, isPassedOn = plan.encoder == nil] in
      if isPassedOn { stream.requestKeyFrame() } else { payloaderPad.requestKeyFrame() }
    }
    pipeline.share(baseTime: timeline.baseTime)

    let assembler = FrameAssembler(kind: codec.kind)
    payloaderPad.onBuffer { assembler.begin(isKeyFrame: !$0.isDeltaUnit) }
    sink.onSample { [packets, keyFrames] sample in
      // An encoder's times need its segment (x264enc's begin at 1000 h); viewers are sent running time.
      guard let frame = assembler.add(sample.buffer.stamped(sample.runningTime)) else { return }
      // A viewer that waits gets no packets, and so asks for nothing itself.
      if packets.send(frame.packets, isKeyFrame: frame.isKeyFrame) { keyFrames.repeatRequest() }
    }
    pipeline.element.setState(.playing)
    feed = stream.samples.subscribe { sample in
      source.push(sample.buffer, caps: sample.caps, runningTime: sample.runningTime)
    }
    watch = Task { [pipeline, logger] in
      for await message in pipeline.messages {
        switch message {
        case .error(let error): logger.error("encoding \(codec.rawValue) of \(stream.name) failed: \(error)")
        case .warning(let text): logger.warning("\(codec.rawValue) of \(stream.name): \(text)")
        case .latency: pipeline.recalculateLatency()
        case .endOfStream, .stateChanged, .media: break
        }
      }
    }
    logger.info("\(codec.rawValue) of \(stream.name): \(plan.encoder ?? "passed on as it is")")
  }

  /// Asks for a key frame on behalf of a viewer. Any thread.
  nonisolated func requestKeyFrame() { keyFrames.request() }

  /// Stops the encoder and frees everything. Calling it again does nothing.
  func close() {
    feed?.cancel()
    feed = nil
    pipeline.stop()
    watch?.cancel()
    keyFrames.cancel()
  }
}

extension Bridge {
  /// What is found in the streams.
  nonisolated var metadata: MetadataFeed { source.streams.metadata }

  /// What is found in the frames, from now on to the bridge's end: by elements of the pipeline, by programs, by `attach`.
  /// A reader that is slower than the frames loses the oldest.
  public nonisolated var detections: AsyncStream<FrameMetadata> { values(of: metadata.frames, keeping: 256) { $0 } }

  /// What elements of the pipeline say on the bus, from now on to the bridge's end, other than regions. A reader that is
  /// slower loses the oldest.
  public nonisolated var events: AsyncStream<PipelineEvent> { values(of: metadata.events, keeping: 256) { $0 } }

  /// The raw frames of a stream, from now on to the bridge's end, each once and without a copy. A reader that is slower
  /// than the frames gets the newest.
  /// - Parameter stream: such as `video_0`, the first open pad that gives video. It may be named before it is there.
  /// - Throws: `BridgeError` when there is no such stream, or it is not raw video.
  public nonisolated func frames(from stream: String = "video_0") throws -> AsyncStream<Frame> {
    guard let stream = source.streams.stream(named: stream), stream.kind == .video else {
      throw BridgeError(.unsupportedMedia, "there is no video stream \(stream)")
    }
    if let format = stream.format, format != .rawVideo {
      throw BridgeError(
        .unsupportedMedia, "\(stream.name) is encoded: end the pipeline with a decoder to get its raw frames")
    }
    return values(of: stream.samples, keeping: 1) { Frame($0, stream: stream.name) }
  }

  /// Shows regions that were found in a frame: they are drawn on this very frame where it is still to be shown.
  /// - Parameter finder: who has found them.
  public nonisolated func attach(_ regions: [Region], to frame: Frame, source finder: String? = nil) {
    let orientation = source.streams.stream(named: frame.stream)?.picture.traits.orientation ?? .upright
    let turned = regions.map { $0.turned(by: orientation) }
    metadata.send(FrameMetadata(stream: frame.stream, time: frame.time, source: finder, regions: turned).bounded())
  }

  /// Shows what a program beside the pipeline has found.
  /// - Throws: `BridgeError` when there is no such frame, or too much comes: more than 250 a second.
  public func post(_ post: MetadataPost) async throws {
    try post.check()
    let name = post.stream ?? "video_0"
    guard let stream = source.streams.stream(named: name), stream.kind == .video, let newest = stream.metadata.newest
    else { throw BridgeError(.metadata, "there is no video stream \(name), or it has given no frame yet") }
    guard metadata.allowPost() else {
      throw BridgeError(.tooFast, "too much is found: \(Int(MetadataFeed.postRate)) a second can be shown")
    }
    var frame: FrameMatcher.Frame? = newest
    if let time = post.time {
      // A frame's own time, whatever the sender's rounding: RTP time is made of it.
      frame = stream.metadata.frame { $0.time <= time && time - UInt64($0.time) < 10_000_000 }
    } else if let rtpTimestamp = post.rtpTimestamp {
      let identities = await renditions.current.filter { $0.stream === stream }.map(\.rtp)
      frame = stream.metadata.frame { frame in
        identities.contains { $0.timestamp(at: frame.time, clockRate: Codec.h264.clockRate) == rtpTimestamp }
      }
    }
    guard let frame else {
      throw BridgeError(.metadata, "there is no such frame: the last 256 are known, the newest of time \(newest.time)")
    }
    let isNewest = post.time == nil && post.rtpTimestamp == nil
    metadata.send(
      FrameMetadata(
        stream: stream.name, time: UInt64(frame.time), duration: post.duration ?? (isNewest ? 500_000_000 : 0),
        source: post.source ?? "post",
        regions: post.regions.map { $0.turned(by: stream.picture.traits.orientation) }))
  }

  private nonisolated func values<Value, Element>(
    of broadcast: Broadcast<Value>, keeping count: Int, _ convert: @escaping @Sendable (Value) -> Element?
  ) -> AsyncStream<Element> {
    AsyncStream(bufferingPolicy: .bufferingNewest(count)) { continuation in
      let subscription = broadcast.subscribe { value in
        if let element = convert(value) { continuation.yield(element) }
      }
      // The stream has no task that this could be a child of; it is cancelled with the stream.
      let end = Task { [statuses] in
        for await _ in statuses {}
        continuation.finish()
      }
      continuation.onTermination = { _ in
        subscription.cancel()
        end.cancel()
      }
    }
  }
}

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

  /// Shows regions that were detected in a frame: they are drawn on this very frame where it is still to be shown, and
  /// held on the next ones, until the next call or for about two of the intervals between calls.
  /// - Parameter source: the detector's name.
  public nonisolated func attach(_ regions: [Region], to frame: Frame, source: String? = nil) {
    let passed = FrameMatcher.Frame(sourceTime: ClockTime(frame.time), time: ClockTime(frame.time))
    let shown = self.source.streams.stream(named: frame.stream)
    let orientation = shown?.picture.traits.orientation ?? .upright
    metadata.send(
      FrameMetadata(
        stream: frame.stream, time: frame.time,
        duration: UInt64(shown?.metadata.hold(regions, of: source ?? "attach", from: passed) ?? 0), source: source,
        regions: regions.map { $0.turned(by: orientation) }
      ).bounded())
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
    guard let frame = post.names == 0 ? newest : await frame(of: post, in: stream) else {
      throw BridgeError(
        .metadata,
        "there is no such frame: the last \(FrameMatcher.memory) are known, the newest of \(describe(newest, for: post));"
          + " a program beside the pipeline names frames by pts or wallClock")
    }
    let source = post.source ?? "post"
    let hold = post.names == 0 ? 500_000_000 : UInt64(stream.metadata.hold(post.regions, of: source, from: frame))
    metadata.send(
      FrameMetadata(
        stream: stream.name, time: UInt64(frame.time), duration: post.duration ?? hold, source: source,
        regions: post.regions.map { $0.turned(by: stream.picture.traits.orientation) }))
  }

  private func frame(of post: MetadataPost, in stream: MediaStream) async -> FrameMatcher.Frame? {
    let frames = stream.metadata
    if let time = post.time { return frames.frame(nearest: min(ClockTime(time), .latest)) { $0.time } }
    if let stamp = post.pts { return frames.frame(nearest: min(ClockTime(stamp), .latest)) { $0.stamp } }
    if let wallClock = post.wallClock {
      // A program tells when it got the frame, which is somewhat later.
      return frames.frame(nearest: runningTime(ofWallClock: wallClock), tolerance: 50_000_000) { $0.time }
    }
    guard let rtpTimestamp = post.rtpTimestamp else { return nil }
    let identities = await renditions.current.filter { $0.stream === stream }.map(\.rtp)
    return frames.frame { frame in
      identities.contains { $0.timestamp(at: frame.time, clockRate: Codec.h264.clockRate) == rtpTimestamp }
    }
  }

  private nonisolated func runningTime(ofWallClock wallClock: Double) -> ClockTime {
    ClockTime(min(max(0, (wallClock - timeline.wallClockAtZero) * 1e6), Double(ClockTime.latest)))
  }

  /// A frame in the words in which a program names frames.
  private nonisolated func describe(_ frame: FrameMatcher.Frame, for post: MetadataPost) -> String {
    if post.pts != nil { return "pts \(frame.stamp.map(String.init) ?? "none")" }
    guard post.wallClock != nil else { return "time \(frame.time)" }
    return "wallClock \(Int(timeline.wallClockAtZero + Double(frame.time) / 1e6))"
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

extension Status.Stream {
  /// - Returns: `nil` for a stream that has given nothing yet.
  init?(_ stream: MediaStream) {
    guard let caps = stream.caps, let structure = caps.first else { return nil }
    let picture = PictureSize(caps)
    self.init(
      name: stream.name, kind: stream.kind,
      format: [structure.name, structure.string("format") ?? structure.string("encoding-name")]
        .compactMap { $0 }.joined(separator: ", "),
      width: picture?.width, height: picture?.height, framerate: picture?.frameRate,
      rate: structure.int("rate"), channels: structure.int("channels"),
      frames: stream.frames, lost: stream.lost, problem: stream.problem, lostPackets: stream.lostPackets,
      keyFrameInterval: stream.keyFrameInterval.map { Double($0) / 1e9 })
  }
}

extension Status.Rendition {
  init(_ rendition: Rendition) {
    let figures = rendition.figures
    self.init(
      id: rendition.id, stream: rendition.stream.name, codec: rendition.codec, encoder: rendition.plan?.encoder,
      viewers: rendition.viewers, waiting: rendition.waitingViewers, frames: figures.frames, dropped: figures.dropped,
      keyFrames: figures.keyFrames,
      bytes: figures.bytes, sourceDelay: figures.sourceDelay, encodeDelay: figures.encodeDelay)
  }
}

extension Status {
  mutating func describe(_ source: SourceState) {
    switch source {
    case .stopped: state = .stopped
    case .idle: state = .idle
    case .starting: state = .starting
    case .live: state = .live
    case .ended: state = .ended
    case .failed(let error):
      state = .failed
      detail = PipelineString.redacting(error.message)
    case .retrying(let error, let instant):
      state = .retrying
      detail = PipelineString.redacting(error.message)
      let wait = ContinuousClock.now.duration(to: instant)
      retryIn = max(0, Double(wait.components.seconds) + Double(wait.components.attoseconds) / 1e18)
    }
  }
}

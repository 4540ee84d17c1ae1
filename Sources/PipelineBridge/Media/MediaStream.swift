import Synchronization

/// One stream of the source: what comes out of one open pad. It outlives a restart of the source, so that those who
/// receive it go on receiving.
final class MediaStream: Sendable {
  /// `video_0`, `audio_0`, …
  let name: String
  let kind: MediaKind
  /// The SSRC of every rendition (RFC 3550, section 5.1): a viewer gets only one of them, and an offer of ours names
  /// it before the codec is known. Never 0, which webrtcbin reads as none.
  let ssrc = UInt32.random(in: 1...UInt32.max)
  let samples = Broadcast<Sample>()

  fileprivate struct State {
    var caps: Caps?
    var format: StreamFormat?
    var pad: Pad?
    var lastTime: ClockTime?
  }

  private let state = Mutex(State())
  private let frameCount = Atomic<Int>(0)

  init(kind: MediaKind, index: Int) {
    self.kind = kind
    name = "\(kind.rawValue)_\(index)"
  }

  /// Buffers that came out of the source since the program started.
  var frames: Int { frameCount.load(ordering: .relaxed) }
  var caps: Caps? { state.withLock { $0.caps } }
  var format: StreamFormat? { state.withLock { $0.format } }

  /// Takes a sample from the source, stamped with the bridge's running time. Streaming thread.
  /// - Returns: whether the caps are new.
  func receive(_ sample: Sample) -> Bool {
    let (isNew, isPacketized) = state.withLock { state in
      let isNew = state.caps.map { $0.pointer != sample.caps.pointer } ?? true
      if isNew {
        state.caps = sample.caps
        state.format = StreamFormat(sample.caps)
      }
      state.noteOrder(of: sample)
      return (isNew, state.format?.isPacketizedVideo ?? false)
    }
    // A frame may be many RTP packets; the last is marked.
    if !isPacketized || sample.buffer.isMarked { frameCount.add(1, ordering: .relaxed) }
    samples.send(sample)
    return isNew
  }

  /// The pad that the stream comes from now; `nil` while the source does not run.
  func attach(_ pad: Pad?) { state.withLock { $0.pad = pad } }

  /// Asks the source's own encoder for a key frame, where it has one.
  func requestKeyFrame() { state.withLock { $0.pad }?.requestKeyFrame() }
}

extension MediaStream.State {
  /// Finds B-frames: a frame whose time lies before that of the frame before it.
  fileprivate mutating func noteOrder(of sample: Sample) {
    guard format?.codec == .h264, let time = sample.runningTime else { return }
    if let lastTime, time + 1_000_000 < lastTime { format = format?.withReorderedFrames }
    lastTime = time
  }
}

import Synchronization

/// One stream of the source: what comes out of one open pad. It outlives a restart of the source, so that those who
/// receive it go on receiving.
final class MediaStream: Sendable {
  /// `video_0`, `audio_0`, …
  let name: String
  let kind: MediaKind
  /// Its place among the streams of its kind.
  let index: Int
  /// The SSRC of every rendition (RFC 3550, section 5.1): a viewer gets only one of them, and an offer of ours names
  /// it before the codec is known. Never 0, which webrtcbin reads as none.
  let ssrc = UInt32.random(in: 1...UInt32.max)
  let samples = Broadcast<Sample>()
  /// The caps or the format are not what they were.
  let formatChanges = Broadcast<StreamFormat?>()
  /// What is found in its frames.
  let metadata: FrameTrack
  /// How its pictures are shown.
  let picture = StreamPicture()
  /// What keeps it from being encoded, by codec.
  private let problems = Mutex<[Codec: String]>([:])

  fileprivate struct State {
    var caps: Caps?
    var format: StreamFormat?
    var pad: Pad?
    var lastTime: ClockTime?
    /// Once seen, they are expected from every later life of the source too.
    var hasReorderedFrames = false
    var lastNumber: UInt?
    var lost = 0
  }

  private let state = Mutex(State())
  private let frameCount = Atomic<Int>(0)

  init(kind: MediaKind, index: Int, feed: MetadataFeed) {
    self.kind = kind
    self.index = index
    name = "\(kind.rawValue)_\(index)"
    metadata = FrameTrack(stream: name, feed: feed)
  }

  /// Buffers that came out of the source since the program started.
  var frames: Int { frameCount.load(ordering: .relaxed) }
  /// Frames that the source itself says it has lost: gaps in the numbers that it gives them.
  var lost: Int { state.withLock { $0.lost } }
  var caps: Caps? { state.withLock { $0.caps } }
  var format: StreamFormat? { state.withLock { $0.format }?.with(picture.traits) }
  /// Why it cannot be shown, in words; `nil` where it can.
  var problem: String? { problems.withLock { $0.min { $0.key.rawValue < $1.key.rawValue }?.value } }

  /// - Returns: whether this was not known.
  @discardableResult
  func setProblem(_ problem: String?, in codec: Codec) -> Bool {
    problems.withLock { problems in
      defer { problems[codec] = problem }
      return problems[codec] != problem
    }
  }

  /// The profile of H.264 that the source names; `nil` where it names none.
  var profile: H264Profile? {
    guard let structure = caps?.first else { return nil }
    return structure.string("profile").flatMap(H264Profile.init(name:))
      ?? structure.string("profile-level-id").flatMap(H264Profile.init(profileLevelID:))
  }

  /// Takes a sample from the source, stamped with the bridge's running time. Streaming thread.
  /// - Parameters:
  ///   - presentation: the same time where it is not held back to the present: it shows B-frames.
  ///   - sourceTime: the time that the source's elements know the buffer by, on the bridge's running time.
  /// - Returns: whether the caps are new.
  func receive(_ sample: Sample, presentation: ClockTime?, sourceTime: ClockTime) -> Bool {
    let (isNew, change, format) = state.withLock { state in
      let isNew = state.caps.map { $0.pointer != sample.caps.pointer } ?? true
      let previous = state.format
      if isNew {
        state.caps = sample.caps
        state.format = StreamFormat(sample.caps)
      }
      state.noteOrder(presentation)
      state.noteNumber(of: sample)
      if state.hasReorderedFrames { state.format = state.format?.withReorderedFrames }
      return (isNew, isNew || state.format != previous, state.format)
    }
    let isWhole = kind == .video && (format == .rawVideo || format?.isOfWholePictures == true)
    let hasOtherPictures = picture.note(sample, keeps: isWhole)
    if change || hasOtherPictures { formatChanges.send(self.format) }
    // A frame may be many RTP packets; the last is marked.
    if format?.isPacketizedVideo != true || sample.buffer.isMarked { frameCount.add(1, ordering: .relaxed) }
    samples.send(kind == .video ? metadata.pass(sample, sourceTime: sourceTime) : sample)
    return isNew
  }

  /// Comes from this pad from now on.
  func attach(_ pad: Pad) {
    state.withLock { $0.pad = pad }
    guard kind == .video else { return }
    picture.follow(pad) { [weak self] in self?.pictureHasChanged() }
  }

  /// Comes from this pad no more. A run that has been left behind does not detach the next one's.
  func detach(_ pad: Pad) {
    let isGone = state.withLock { state in
      guard state.pad?.reference.pointer == pad.reference.pointer else { return false }
      state.pad = nil
      return true
    }
    if isGone { picture.forgetNewest() }
  }

  /// Takes note of what a parser says of the encoded pictures (their caps). Any thread.
  func note(parsed caps: Caps) {
    if picture.note(parsed: caps) { pictureHasChanged() }
  }

  private func pictureHasChanged() {
    metadata.turn(to: picture.traits.orientation)
    formatChanges.send(format)
  }

  /// Sends a pointer's or a key's event upstream.
  func navigate(_ event: NavigationEvent) {
    let (pad, size) = state.withLock { ($0.pad, $0.caps.flatMap(PictureSize.init)) }
    guard let pad, let size else { return }
    pad.navigate(
      event.turnedBack(from: picture.traits.orientation), width: Double(size.width), height: Double(size.height))
  }

  /// Asks the source's own encoder for a key frame, where it has one.
  func requestKeyFrame() { state.withLock { $0.pad }?.requestKeyFrame() }
}

extension MediaStream.State {
  /// A larger one is no loss: the source counts something else from here on.
  private static let largestGap: UInt = 1_000

  /// Finds B-frames: a frame whose time lies before that of the frame before it.
  fileprivate mutating func noteOrder(_ time: ClockTime?) {
    guard format?.codec == .h264, let time else { return }
    if let lastTime, time + 1_000_000 < lastTime { hasReorderedFrames = true }
    lastTime = time
  }

  /// Finds frames that a camera has lost. A source that starts anew counts anew.
  fileprivate mutating func noteNumber(of sample: Sample) {
    guard format == .rawVideo, let number = sample.buffer.frameNumber else { return }
    if let lastNumber, number > lastNumber, number - lastNumber <= Self.largestGap {
      lost += Int(number - lastNumber - 1)
    }
    lastNumber = number
  }
}

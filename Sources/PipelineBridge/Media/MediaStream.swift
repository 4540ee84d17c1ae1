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

  private let input = Mutex(StreamInput())
  private let pad = Mutex<Pad?>(nil)
  /// Held while a sample goes to those who receive it.
  private let relaying = Mutex(())
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
  var lost: Int { input.withLock { $0.lostFrames } }
  /// RTP packets that were lost before they came here; `nil` for other streams.
  var lostPackets: Int? { input.withLock { $0.format?.isRTP == true ? $0.lostPackets : nil } }
  var caps: Caps? { input.withLock { $0.caps } }
  var format: StreamFormat? { input.withLock { $0.format }?.with(picture.traits) }
  /// Whether frames may be shown in another order than they are decoded.
  var isReordered: Bool { input.withLock { $0.isReordered } }
  /// Nanoseconds between its last two key frames; `nil` before there were two, and for raw streams.
  var keyFrameInterval: ClockTime? { input.withLock { $0.keyFrameInterval } }
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

  /// The profile in the bitstream, else the one that the source names.
  var profile: StreamProfile { input.withLock { $0.profile } }

  /// Takes a sample from the source, stamped with the bridge's running time. Streaming thread.
  /// - Parameters:
  ///   - presentation: the same time where it is not held back to the present; `nil` where the buffer has none.
  ///   - sourceTime: the time that the source's elements know the buffer by, on the bridge's running time.
  /// - Returns: whether the caps are new.
  func receive(_ sample: Sample, presentation: ClockTime?, sourceTime: ClockTime) -> Bool {
    var sample = sample
    sample.presentationTime = presentation
    let ready = input.withLock { $0.order(sample, sourceTime: sourceTime) }
    var isNew = false
    for packet in ready { isNew = relay(packet) || isNew }
    return isNew
  }

  private func relay(_ packet: StreamInput.Packet) -> Bool {
    relaying.withLock { _ in
      let taken = input.withLock { $0.take(packet) }
      let isWhole = taken.format == .rawVideo || taken.format?.isOfWholePictures == true
      let hasOtherPictures =
        kind == .video
        && picture.note(
          taken.sample, keeps: isWhole, mayBeInterlaced: taken.mayBeInterlaced)
      if taken.isChanged || hasOtherPictures { formatChanges.send(format) }
      if taken.beginsFrame { frameCount.add(1, ordering: .relaxed) }
      // A frame may be many RTP packets.
      let hasMetadata = kind == .video && taken.beginsFrame
      samples.send(hasMetadata ? metadata.pass(taken.sample, sourceTime: packet.sourceTime) : taken.sample)
      return taken.isNew
    }
  }

  /// Hands over the encoded samples from which a decoder can begin now. No other comes until `body` has returned.
  func catchUp(_ body: (RecentSamples) -> Void) {
    relaying.withLock { _ in body(input.withLock { $0.recent }) }
  }

  /// How long ago the newest of those came; `nil` where there is none.
  var age: Duration? { input.withLock { $0.recent.samples.isEmpty ? nil : $0.recent.age } }

  /// Comes from this pad from now on.
  func attach(_ pad: Pad) {
    self.pad.withLock { $0 = pad }
    input.withLock { $0.restart() }
    guard kind == .video else { return }
    picture.follow(pad) { [weak self] in self?.pictureHasChanged() }
  }

  /// Comes from this pad no more. A run that has been left behind does not detach the next one's.
  func detach(_ pad: Pad) {
    let isGone = self.pad.withLock { current in
      guard current?.reference.pointer == pad.reference.pointer else { return false }
      current = nil
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
    guard let pad = pad.withLock({ $0 }), let size = caps.flatMap(PictureSize.init) else { return }
    pad.navigate(
      event.turnedBack(from: picture.traits.orientation), width: Double(size.width), height: Double(size.height))
  }

  /// Asks the source's own encoder for a key frame, where it has one.
  func requestKeyFrame() { pad.withLock { $0 }?.requestKeyFrame() }
}

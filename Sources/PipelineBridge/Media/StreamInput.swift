/// What is known of a stream from the samples that have come: caps, format, order, losses. One streaming thread at a
/// time changes it.
struct StreamInput {
  /// A sample as it goes on.
  struct Taken {
    var sample: Sample
    var format: StreamFormat?
    /// Whether the caps are new.
    var isNew: Bool
    /// Whether the caps or the format are not what they were.
    var isChanged: Bool
    /// Whether the bitstream says that pictures may consist of two fields.
    var mayBeInterlaced = false
    /// Whether it is the first buffer of a frame. Of video in RTP there may be many.
    var beginsFrame: Bool
  }

  /// A sample with what its RTP header says.
  struct Packet {
    var sample: Sample
    /// The time that the source's elements know it by.
    var sourceTime: ClockTime
    var bytes: [UInt8]?
    var header: RTPHeader?
  }

  private(set) var caps: Caps?
  private(set) var format: StreamFormat?
  /// Once seen, B-frames are expected from every later run of the source too, unless its parameter sets rule them out.
  private(set) var isReordered = false
  private(set) var lostFrames = 0
  private(set) var lostPackets = 0

  /// The format that the caps name.
  private var named: StreamFormat?
  private var isRTP = false
  private(set) var recent = RecentSamples()
  private var inspector = BitstreamInspector()
  private var keyFrames = KeyFrameInterval()
  private var packets = PacketOrder<Packet>()
  private var lastNumber: UInt?
  private var frame: (timestamp: UInt32, time: ClockTime?, presentation: ClockTime?)?

  /// Whether the bitstream says that pictures may consist of two fields.
  var mayBeInterlaced: Bool { inspector.mayBeInterlaced }
  var keyFrameInterval: ClockTime? { keyFrames.interval }

  var profile: StreamProfile {
    var profile = inspector.profile
    guard profile.h264 == nil, let structure = caps?.first else { return profile }
    profile.h264 =
      structure.string("profile-level-id").flatMap(H264Profile.init(profileLevelID:))
      ?? structure.string("profile").flatMap(H264Profile.init(name:))
    return profile
  }

  mutating func restart() {
    keyFrames.restart()
    recent.clear()
    frame = nil
  }

  /// Puts RTP packets in order.
  /// - Returns: the samples to `take` now.
  mutating func order(_ sample: Sample, sourceTime: ClockTime) -> [Packet] {
    if caps?.pointer != sample.caps.pointer { isRTP = sample.caps.first?.name == "application/x-rtp" }
    guard isRTP else { return [Packet(sample: sample, sourceTime: sourceTime)] }
    let bytes = sample.buffer.bytes(limit: 65_536)
    guard let header = RTPHeader(bytes) else { return [] }
    let (ready, lost) = packets.take(
      Packet(sample: sample, sourceTime: sourceTime, bytes: bytes, header: header), header,
      isDiscontinuous: sample.buffer.isDiscontinuous, at: GStreamer.clock().time)
    lostPackets += lost
    return ready
  }

  mutating func take(_ packet: Packet) -> Taken {
    var taken = Taken(sample: packet.sample, format: nil, isNew: false, isChanged: false, beginsFrame: true)
    let previous = (format, isReordered)
    taken.isNew = caps.map { $0.pointer != packet.sample.caps.pointer } ?? true
    if taken.isNew {
      caps = packet.sample.caps
      inspector.begin(packet.sample.caps)
      named = StreamFormat(packet.sample.caps)
    }
    noteNumber(of: packet.sample)
    if named?.isPacketizedVideo == true, let header = packet.header {
      taken.beginsFrame = align(&taken.sample, header)
    }
    if named?.isOfDependentPictures == true {
      if taken.isNew { recent.clear() }
      inspect(packet, &taken.sample, beginsFrame: taken.beginsFrame)
    }
    updateFormat()
    taken.format = format
    taken.mayBeInterlaced = mayBeInterlaced
    taken.isChanged = taken.isNew || previous != (format, isReordered)
    return taken
  }

  private mutating func inspect(_ packet: Packet, _ sample: inout Sample, beginsFrame: Bool) {
    let (picture, hasParameters) = inspector.read(packet.sample.buffer, packet.bytes, packet.header)
    // Parsers of other codecs do not all mark what depends on other frames.
    guard inspector.readsBitstream || named?.codec != nil else { return }
    if let picture { keyFrames.note(picture, at: sample.runningTime ?? 0) }
    if let (sets, offset) = inspector.missing { sample.buffer = sample.buffer.inserting(sets, at: offset) }
    // Parameter sets come in packets of their own before the picture that needs them.
    if inspector.readsBitstream { sample.isEntryPoint = picture?.isEntryPoint ?? hasParameters }
    recent.append(sample, beginsFrame: beginsFrame)
  }

  private mutating func updateFormat() {
    isReordered = inspector.hasReorderedPictures ?? (named?.mayBeReordered ?? false)
    format =
      isReordered ? named?.withReorderedFrames : keyFrames.lacksKeyFrames ? named?.withoutKeyFrames : named
  }
}

extension StreamInput {
  /// A larger one is no loss: the source counts something else from here on.
  private static let largestGap: UInt = 1_000

  /// Gives all packets of a frame the time of its first, which is the frame's.
  /// - Returns: whether this is the first.
  private mutating func align(_ sample: inout Sample, _ header: RTPHeader) -> Bool {
    if let frame, frame.timestamp == header.timestamp {
      sample = Sample(
        buffer: sample.buffer, caps: sample.caps, runningTime: frame.time, presentationTime: frame.presentation)
      return false
    }
    frame = (header.timestamp, sample.runningTime, sample.presentationTime)
    return true
  }

  /// Finds frames that a camera has lost. A source that starts anew counts anew.
  private mutating func noteNumber(of sample: Sample) {
    guard format == .rawVideo, let number = sample.buffer.frameNumber else { return }
    if let lastNumber, number > lastNumber, number - lastNumber <= Self.largestGap {
      lostFrames += Int(number - lastNumber - 1)
    }
    lastNumber = number
  }
}

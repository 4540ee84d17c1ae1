/// How one stream becomes one codec: the pipeline between the samples of the stream and RTP packets, as a value.
struct RenditionPlan: Sendable, Equatable {
  let codec: Codec
  /// The encoder's element; `nil` when the stream is passed on as it is.
  let encoder: String?
  /// For the log.
  let summary: String
  /// Whether frames that were encoded already are decoded and encoded anew.
  let isTranscoding: Bool
  /// Whether each frame of the stream is a frame for the encoder.
  let encodesRawVideo: Bool
  /// Whether frames are handed over by the times at which they are shown, and come out of the decoder at their pace.
  let isReordered: Bool
  /// Whether frames leave by other times than those they come with: those of the sender's RTP clock.
  let isRetimed: Bool
  /// Whether any frame may be left out before the pipeline, so that a newer one takes the place of one that waits.
  let takesNewestOnly: Bool
  /// The colours that the encoder takes.
  let colours: ColourSupport
  /// From an `appsrc` named `source` to what the payloader takes, in gst-launch syntax.
  private let front: String

  /// - Parameters:
  ///   - encoder: `nil` to pass the stream on, which must be in this codec.
  ///   - rateControl: of video; of no meaning without an encoder.
  ///   - frameRate: frames per second; of no meaning without an encoder.
  ///   - reason: why a stream that is in this codec is encoded anew all the same.
  ///   - isReordered: whether frames may be shown in another order than they are decoded.
  ///   - pictures: of the stream.
  init(
    format: StreamFormat, codec: Codec, encoder: EncoderCandidate?, rateControl: RateControl, frameRate: Double = 30,
    reason: String? = nil, isReordered: Bool = false, pictures: PictureTraits = PictureTraits()
  ) {
    self.codec = codec
    self.encoder = encoder?.factory
    colours = encoder?.colours ?? .assumed
    isTranscoding = encoder != nil && format != .rawVideo && format != .rawAudio
    self.isReordered = isReordered && isTranscoding && codec.kind == .video
    isRetimed = self.isReordered && format.isRTP
    encodesRawVideo = encoder != nil && format == .rawVideo
    takesNewestOnly = format == .rawVideo || format.isOfWholePictures
    var parts = [Self.input(takesNewestOnly: takesNewestOnly)]
    if let encoder {
      if isTranscoding { parts += Self.decoding(format, isReordered: self.isReordered) }
      parts += Self.conversion(to: encoder, format, pictures)
      parts += [encoder.launch(rateControl, frameRate: frameRate)]
      let why = (format.codec == codec ? reason : nil) ?? format.hindrance
      let reason = isTranscoding ? ", once for all who need it: \(why)" : ""
      summary = "encoded\(isTranscoding ? " anew" : "") as \(codec.rawValue) by \(encoder.factory)\(reason)"
    } else {
      if case .rtp = format { parts.append(Self.depayloader(codec)) }
      parts.append(Self.parser(codec))
      summary = "passed on as it is, \(codec.rawValue)"
    }
    front = parts.filter { !$0.isEmpty }.joined(separator: " ! ")
  }

  /// gst-launch syntax, from an `appsrc` named `source` over a payloader named `payloader` to an `appsink` named `sink`.
  func launch(_ rtp: RTPIdentity) -> String {
    "\(front) ! \(Self.payloader(codec, rtp))"
      + " ! appsink name=sink sync=false async=false buffer-list=true enable-last-sample=false"
  }

  private static func input(takesNewestOnly: Bool) -> String {
    let source = "appsrc name=source is-live=true format=time max-bytes=0"
    // One raw frame waits at most: an encoder that cannot keep up loses frames before it, never adds delay. Of
    // encoded video a frame may be needed by the next, and of audio none should be lost: `Backlog` bounds it.
    return takesNewestOnly ? "\(source) max-buffers=1 leaky-type=downstream" : source
  }

  private static func decoding(_ format: StreamFormat, isReordered: Bool) -> [String] {
    if format.isBayer { return ["bayer2rgb"] }
    guard format.kind == .video else { return ["decodebin"] }
    func queue(_ frames: Int) -> String {
      "queue leaky=downstream max-size-buffers=\(frames) max-size-bytes=0 max-size-time=0"
    }
    // `decodebin` would depayload other codecs by itself, and these in pieces.
    let codec = format.isRTP ? [Codec.h264, .h265].first { format.carries($0) } : nil
    let depayloading = codec.map { [depayloader($0)] } ?? []
    // One decoded frame waits at most, as of raw video.
    guard isReordered else { return depayloading + ["decodebin", "\(queue(1)) name=decoded"] }
    // Decoders give several frames at once where pictures are reordered: `FramePacer` lets them go at their times. They
    // are late in any case: a few may wait for the encoder.
    let decoded = ["decodebin", "\(queue(24)) name=decoded", queue(4)]
    // Packets that were stamped as they came get the times of their RTP clock.
    return (format.isRTP ? ["rtpjitterbuffer latency=30"] : []) + depayloading + decoded
  }

  private static func conversion(
    to encoder: EncoderCandidate, _ format: StreamFormat, _ pictures: PictureTraits
  ) -> [String] {
    guard encoder.codec.kind == .video else {
      return ["audioconvert name=mixer ! audioresample ! audio/x-raw,rate=48000,channels=(int)[1,2]"]
    }
    // `EncodingProbes` sets the filters to what the pictures need, mostly to nothing: all but one then pass them on.
    var parts = ["videoconvert name=convert ! capsfilter name=middle ! videoconvert ! capsfilter name=colours"]
    let isDecoded = format != .rawVideo && !format.isBayer
    // Decoded pictures can be interlaced too; progressive ones pass. This method waits for no later field.
    let deinterlace = "deinterlace name=deinterlace method=greedyl"
    if pictures.isInFields {
      // `videoconvert` takes no single fields.
      parts.insert(deinterlace, at: 0)
    } else if pictures.isInterlaced || isDecoded {
      parts.append(deinterlace)
    }
    if pictures.orientation != .upright {
      parts.append("videoflip video-direction=\(pictures.orientation.direction)")
    } else if format == .decodable(.video, "image/jpeg") {
      // The orientation can be inside of each picture (EXIF).
      parts.append("videoflip video-direction=auto")
    }
    // 4:2:0 needs even sizes, and browsers ignore a pixel aspect ratio.
    let size = "width=(int)[2,16384,2],height=(int)[2,16384,2],pixel-aspect-ratio=1/1"
    parts.append("videoscale ! video/x-raw,\(size)" + (encoder.format.map { ",format=\($0)" } ?? ""))
    return parts
  }

  private static func depayloader(_ codec: Codec) -> String {
    let depayloader = "rtp\(codec.rawValue.lowercased())depay"
    // Whole access units with the parameter sets beside them: where a payloader repeats the sets before each slice
    // (`rtph264pay config-interval=-1`), a parser would take them for the beginning of a new picture.
    return switch codec {
    case .h264: "\(depayloader) ! video/x-h264,stream-format=avc,alignment=au"
    case .h265: "\(depayloader) ! video/x-h265,stream-format=hvc1,alignment=au"
    case .vp8, .vp9, .av1, .opus: depayloader
    }
  }

  private static func parser(_ codec: Codec) -> String {
    switch codec {
    case .h264: "h264parse config-interval=-1 ! video/x-h264,stream-format=byte-stream,alignment=au"
    case .h265: "h265parse config-interval=-1 ! video/x-h265,stream-format=byte-stream,alignment=au"
    case .vp9: "vp9parse"
    case .av1: "av1parse"
    case .vp8, .opus: ""
    }
  }

  private static func payloader(_ codec: Codec, _ rtp: RTPIdentity) -> String {
    let properties =
      switch codec {
      // The parser puts the parameter sets before each key frame; the payloader would put them before each slice.
      case .h264, .h265: "aggregate-mode=zero-latency"
      case .vp8, .vp9: "picture-id-mode=15-bit"
      case .av1, .opus: ""
      }
    return "\(payloader(codec)) name=payloader \(properties) mtu=1200 pt=\(rtp.payloadType) ssrc=\(rtp.ssrc)"
      + " timestamp-offset=\(rtp.timestampOffset) seqnum-offset=\(rtp.sequenceOffset)"
  }

  private static func payloader(_ codec: Codec) -> String { "rtp\(codec.rawValue.lowercased())pay" }

  /// Whether this machine can put the codec into RTP: AV1's payloader is not among GStreamer's own.
  static func canSend(_ codec: Codec) -> Bool { Element.exists(payloader(codec)) }
}

/// What identifies an RTP stream on the wire (RFC 3550, section 5.1). Shared by all viewers of a rendition: their
/// SRTP keys differ.
struct RTPIdentity: Sendable, Equatable {
  let payloadType: Int
  let ssrc: UInt32
  /// RTP time at running time 0.
  let timestampOffset: UInt32
  let sequenceOffset: UInt16

  /// The same stream from its packet `number` on.
  func continuing(at number: UInt16) -> RTPIdentity {
    RTPIdentity(payloadType: payloadType, ssrc: ssrc, timestampOffset: timestampOffset, sequenceOffset: number)
  }

  /// RTP time of a frame, rounded as payloaders round it (`gst_util_uint64_scale_int`).
  /// - Parameter runningTime: nanoseconds.
  func timestamp(at runningTime: ClockTime, clockRate: Int) -> UInt32 {
    let (seconds, rest) = runningTime.quotientAndRemainder(dividingBy: 1_000_000_000)
    let rate = UInt(clockRate)
    return timestampOffset &+ UInt32(truncatingIfNeeded: seconds &* rate &+ rest * rate / 1_000_000_000)
  }

  /// Random offsets, as RFC 3550 asks for.
  static func random(ssrc: UInt32, payloadType: Int) -> RTPIdentity {
    RTPIdentity(
      payloadType: payloadType, ssrc: ssrc, timestampOffset: .random(in: 0...UInt32.max),
      // In the lower half, so that the numbers of the first viewers need no shift (`PacketFormat`).
      sequenceOffset: .random(in: 0..<0x8000))
  }
}

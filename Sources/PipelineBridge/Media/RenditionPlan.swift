/// How one stream becomes one codec: the pipeline between the samples of the stream and RTP packets, as a value.
struct RenditionPlan: Sendable, Equatable {
  /// gst-launch syntax, from an `appsrc` named `source` over a payloader named `payloader` to an `appsink` named `sink`.
  let launch: String
  /// The encoder's element; `nil` when the stream is passed on as it is.
  let encoder: String?

  /// - Parameters:
  ///   - encoder: needed unless the stream is in this codec already.
  ///   - bitrate: bit/s.
  init(format: StreamFormat, codec: Codec, encoder: EncoderCandidate?, bitrate: Int, rtp: RTPIdentity) {
    let isPassedOn = format.codec == codec
    self.encoder = isPassedOn ? nil : encoder?.factory
    var parts = [Self.input(format, isPassedOn: isPassedOn)]
    if isPassedOn {
      if case .rtp = format { parts.append(Self.depayloader(codec)) }
      parts.append(Self.parser(codec))
    } else {
      if format != .rawVideo, format != .rawAudio { parts.append("decodebin") }
      parts.append(Self.conversion(codec.kind))
      if let encoder { parts.append(encoder.launch(bitrate: bitrate)) }
    }
    parts.append(Self.payloader(codec, rtp))
    parts.append("appsink name=sink sync=false async=false buffer-list=true enable-last-sample=false")
    launch = parts.filter { !$0.isEmpty }.joined(separator: " ! ")
  }

  private static func input(_ format: StreamFormat, isPassedOn: Bool) -> String {
    let source = "appsrc name=source is-live=true format=time max-bytes=0"
    // One raw frame waits at most: an encoder that cannot keep up loses frames before it, never adds delay. Of
    // encoded video none may be lost, and of sound none should.
    return format == .rawVideo ? "\(source) max-buffers=1 leaky-type=downstream" : source
  }

  private static func conversion(_ kind: MediaKind) -> String {
    switch kind {
    case .video:
      // 4:2:0 needs even sizes, and browsers ignore a pixel aspect ratio.
      "queue leaky=downstream max-size-buffers=1 ! videoconvert ! videoscale"
        + " ! video/x-raw,width=(int)[2,16384,2],height=(int)[2,16384,2],pixel-aspect-ratio=1/1"
    case .audio:
      "audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=(int)[1,2]"
    }
  }

  private static func depayloader(_ codec: Codec) -> String { "rtp\(codec.rawValue.lowercased())depay" }

  private static func parser(_ codec: Codec) -> String {
    switch codec {
    case .h264: "h264parse config-interval=-1 ! video/x-h264,stream-format=byte-stream,alignment=au"
    case .vp9: "vp9parse"
    case .av1: "av1parse"
    case .vp8, .opus: ""
    }
  }

  private static func payloader(_ codec: Codec, _ rtp: RTPIdentity) -> String {
    let element =
      switch codec {
      case .h264:
        // The parser puts the parameter sets before each key frame; the payloader would put them before each slice.
        "rtph264pay aggregate-mode=zero-latency"
      case .vp8: "rtpvp8pay picture-id-mode=15-bit"
      case .vp9: "rtpvp9pay picture-id-mode=15-bit"
      case .av1: "rtpav1pay"
      case .opus: "rtpopuspay"
      }
    return "\(element) name=payloader mtu=1200 pt=\(rtp.payloadType) ssrc=\(rtp.ssrc)"
      + " timestamp-offset=\(rtp.timestampOffset) seqnum-offset=\(rtp.sequenceOffset)"
  }
}

/// What identifies an RTP stream on the wire (RFC 3550, section 5.1). Shared by all viewers of a rendition: their
/// SRTP keys differ.
struct RTPIdentity: Sendable, Equatable {
  let payloadType: Int
  let ssrc: UInt32
  /// RTP time at running time 0.
  let timestampOffset: UInt32
  let sequenceOffset: UInt16

  /// Random offsets, as RFC 3550 asks for.
  static func random(ssrc: UInt32, payloadType: Int) -> RTPIdentity {
    RTPIdentity(
      payloadType: payloadType, ssrc: ssrc, timestampOffset: .random(in: 0...UInt32.max),
      // In the lower half: receivers that guess the rollover counter of SRTP guess right (RFC 3711, section 3.3.1).
      sequenceOffset: .random(in: 0..<0x8000))
  }
}

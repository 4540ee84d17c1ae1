/// What flows out of an open pad, read from its caps.
public enum StreamFormat: Sendable, Equatable {
  case rawVideo
  case rawAudio
  /// Already encoded in a codec that browsers take.
  case encoded(Codec)
  /// Encoded in something that must be decoded first, such as MJPEG or H.265. The name is its media type.
  case decodable(MediaKind, String)
  /// RTP packets that carry another format.
  indirect case rtp(StreamFormat)

  /// - Returns: `nil` for what is neither video nor sound.
  init?(
    mediaType name: String, encodingName: String? = nil, media: String? = nil, clockRate: Int? = nil,
    profile: String? = nil, channels: Int? = nil
  ) {
    switch name {
    // Browsers offer two channels; what they are sent beyond is noise.
    case "audio/x-opus" where (channels ?? 2) > 2: self = .decodable(.audio, "surround Opus")
    case "video/x-raw": self = .rawVideo
    case "audio/x-raw": self = .rawAudio
    case "video/x-h264", "video/x-h265", "video/x-vp8", "video/x-vp9", "video/x-av1", "audio/x-opus":
      guard let codec = Codec(mediaType: name) else { return nil }
      self = Self.isPlayable(codec, profile: profile) ? .encoded(codec) : .decodable(codec.kind, name)
    case "application/x-rtp":
      if let codec = encodingName.flatMap({ Codec(rawValue: $0.uppercased()) }) {
        self = .rtp(.encoded(codec))
      } else {
        // Before a payloader has negotiated, its encoding name may be one of several, and the media not be named.
        guard let kind = media.flatMap(MediaKind.init(rawValue:)) ?? Self.kind(clockRate: clockRate) else { return nil }
        self = .rtp(.decodable(kind, encodingName ?? "RTP"))
      }
    case _ where name.hasPrefix("video/") || name.hasPrefix("image/"): self = .decodable(.video, name)
    case _ where name.hasPrefix("audio/"): self = .decodable(.audio, name)
    default: return nil
    }
  }

  init?(_ caps: Caps) {
    guard let structure = caps.first else { return nil }
    self.init(
      mediaType: structure.name, encodingName: structure.string("encoding-name"), media: structure.string("media"),
      clockRate: structure.int("clock-rate"), profile: structure.string("profile"),
      channels: structure.int("channels"))
  }

  /// Whether browsers decode this profile: they know 8 bits and 4:2:0.
  private static func isPlayable(_ codec: Codec, profile: String?) -> Bool {
    guard let profile else { return true }
    return switch codec {
    case .h264:
      ["constrained-baseline", "baseline", "main", "high", "constrained-high", "progressive-high"]
        .contains(profile)
    // Matched with each offer (`H265Profile`).
    case .h265: true
    case .vp8, .vp9: profile == "0"
    case .av1: profile == "main"
    case .opus: true
    }
  }

  /// Video in RTP counts in 90 kHz, and no sound does.
  private static func kind(clockRate: Int?) -> MediaKind? {
    clockRate.map { $0 == Codec.h264.clockRate ? .video : .audio }
  }

  public var kind: MediaKind {
    switch self {
    case .rawVideo: .video
    case .rawAudio: .audio
    case .encoded(let codec): codec.kind
    case .decodable(let kind, _): kind
    case .rtp(let carried): carried.kind
    }
  }

  /// The same stream once B-frames have been seen in it: browsers in a call show frames in the order in which they
  /// come, so it is decoded and encoded anew instead of being passed on.
  var withReorderedFrames: StreamFormat {
    switch self {
    case .encoded(let codec): .decodable(codec.kind, "\(codec.rawValue) with B-frames")
    case .rtp(let carried): .rtp(carried.withReorderedFrames)
    case .rawVideo, .rawAudio, .decodable: self
    }
  }

  /// The same stream once it is known to have recovery points (intra refresh, open GOPs) and hardly any key frames:
  /// decoders can begin there, browsers cannot.
  var withoutKeyFrames: StreamFormat {
    switch self {
    case .encoded(let codec): .decodable(codec.kind, "\(codec.rawValue) without IDR frames")
    case .rtp(let carried): .rtp(carried.withoutKeyFrames)
    case .rawVideo, .rawAudio, .decodable: self
    }
  }

  /// Whether frames may come in another order than they are shown, as far as the format says. Of H.264 and H.265 the
  /// bitstream says more.
  var mayBeReordered: Bool {
    switch self {
    case .rawVideo, .rawAudio, .encoded: false
    case .decodable(let kind, let name): kind == .video && isOfDependentPictures && name != "JPEG"
    case .rtp(let carried): carried.mayBeReordered
    }
  }

  /// Whether a frame may need others before it can be decoded.
  var isOfDependentPictures: Bool {
    switch self {
    case .rawVideo, .rawAudio: false
    case .encoded(let codec): codec.kind == .video
    case .decodable(let kind, let name): kind == .video && !name.hasPrefix("image/")
    case .rtp(let carried): carried.isOfDependentPictures
    }
  }

  /// Whether the frames are in this codec, also those that cannot be passed on.
  func carries(_ codec: Codec) -> Bool {
    switch self {
    case .encoded(let own): own == codec
    case .decodable(_, let name): name.split(separator: " ").first.map { $0 == codec.rawValue } ?? false
    case .rtp(let carried): carried.carries(codec)
    case .rawVideo, .rawAudio: false
    }
  }

  var isRTP: Bool {
    if case .rtp = self { return true }
    return false
  }

  /// Why viewers get it encoded anew, where they do.
  var hindrance: String {
    switch self {
    case .encoded(let codec): "for viewers that do not take \(codec.rawValue)"
    case .decodable(_, let name): "browsers do not take \(name)"
    case .rtp(let carried): carried.hindrance
    case .rawVideo, .rawAudio: "it is not encoded"
    }
  }

  /// Without the packets.
  var unpacked: StreamFormat {
    if case .rtp(let carried) = self { return carried.unpacked }
    return self
  }

  /// Whether a frame comes in several buffers.
  var isPacketizedVideo: Bool {
    if case .rtp(let carried) = self { return carried.kind == .video }
    return false
  }

  /// Whether each frame can be decoded by itself, so that any may be left out.
  var isOfWholePictures: Bool {
    self == .decodable(.video, "image/jpeg") || self == .decodable(.video, "image/png") || isBayer
  }

  /// Whether it is what a camera's sensor gives, with a colour filter before it.
  var isBayer: Bool { self == .decodable(.video, "video/x-bayer") }

  /// The codec that can be passed on without a new encode.
  public var codec: Codec? {
    switch self {
    case .encoded(let codec): codec
    case .rtp(let carried): carried.codec
    case .rawVideo, .rawAudio, .decodable: nil
    }
  }
}

/// A codec that can be sent to a browser. The raw value is its RTP encoding name (the `rtpmap` of RFC 8866, section
/// 6.6).
public enum Codec: String, Sendable, Hashable, Codable, CaseIterable {
  case h264 = "H264"
  case h265 = "H265"
  case vp8 = "VP8"
  case vp9 = "VP9"
  case av1 = "AV1"
  case opus = "OPUS"

  /// - Parameter mediaType: GStreamer's, such as `video/x-h264`.
  init?(mediaType: String) {
    guard let name = mediaType.split(separator: "-").last?.uppercased() else { return nil }
    self.init(rawValue: name)
  }

  public var kind: MediaKind { self == .opus ? .audio : .video }

  /// RTP clock rate in Hz (RFC 6184, RFC 7798, RFC 7741, RFC 9628, RFC 7587).
  public var clockRate: Int { self == .opus ? 48_000 : 90_000 }
}

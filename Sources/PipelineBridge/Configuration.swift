import Logging

/// How a bridge encodes, and how it treats its source.
public struct Configuration: Sendable {
  /// The codec to prefer for video; `nil` takes what the stream has already, else H.264, else VP8.
  public var videoCodec: Codec?
  /// Bits per second of encoded video; `nil` for what suits the picture's size and rate.
  public var bitrate: Int?
  /// Start over at the end of the stream.
  public var loops = false
  /// Try the source again after a fault, instead of ending with it.
  public var restarts = true
  /// Let media flow over all addresses of this host, for viewers on other machines. Otherwise it flows over loopback,
  /// and over the others only for browsers that refuse loopback.
  public var reachesOtherHosts = false
  public var logger = Logger(label: "pipelinebridge")

  public init() {}

  /// The codecs of a stream, the preferred first.
  func codecs(for format: StreamFormat) -> [Codec] {
    let preferred = format.kind == .video ? [videoCodec, format.codec, .h264, .vp8] : [format.codec, .opus]
    return preferred.compactMap { $0 }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

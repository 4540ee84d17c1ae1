import Foundation
import Logging

/// How a bridge encodes, and how it treats its source.
public struct Configuration: Sendable {
  /// The codec to prefer for video; `nil` takes what the stream has already, else H.264, VP8, VP9, AV1.
  public var videoCodec: Codec?
  /// Bits per second of encoded video; `nil` for constant quality up to a limit that suits the picture.
  public var bitrate: Int?
  /// What matters more where picture and sound, or picture and evenness, conflict.
  public var latency = Latency.lowest
  /// How long browsers may hold a frame back; `nil` for what `latency` asks for.
  public var playoutDelay: PlayoutDelay?
  /// Start over at the end of the stream.
  public var loops = false
  /// Try the source again after a fault, instead of ending with it.
  public var restarts = true
  /// Run the source only while somebody watches. Its first start is then the first viewer's.
  public var isOnDemand = false
  /// Let media flow over the addresses of this host, 16 at most, for viewers on other machines. Otherwise it flows over
  /// loopback, and over another address only for programs on this host that connect from there, or refuse loopback.
  public var reachesOtherHosts = false
  /// Maximum number of concurrent viewers. By default what two cores were seen to serve without losing a packet at
  /// 2 Mbit/s, 100, for as many cores as there are.
  public var maximumViewers = 50 * ProcessInfo.processInfo.activeProcessorCount
  /// Let viewers change properties of the elements that the pipeline names with `name=`, and send pointer and keys into
  /// the pipeline.
  public var allowsControl = false
  /// The addresses over which media may flow besides loopback, in place of all. One that is not this host's own is
  /// named for the TCP port only: of a host that forwards it.
  public var iceAddresses: [String] = []
  /// Addresses of this host as others see it, where those differ from its own: of a router that translates addresses,
  /// of a container's host. Descriptions name them too; one that is the host's own counts as an `iceAddresses` one.
  /// A foreign one lets media flow over all addresses of this host.
  public var mediaAddresses: [String] = []
  /// The UDP ports for media. A single one is shared by all viewers, of several each viewer has one. `nil` takes any
  /// that is free.
  public var mediaPorts: ClosedRange<Int>?
  /// A TCP port through which media can flow as well, on loopback and on the addresses above (RFC 6544). Without it
  /// nothing listens.
  public var iceTCPPort: Int?
  /// How many more descriptors the caller may come to open. Viewers leave them free.
  package var reservedFiles: @Sendable () -> Int = { 0 }
  public var logger = Logger(label: "pipelinebridge")

  public init() {}

  /// Whether media goes to viewers on this host only.
  var staysOnHost: Bool { !reachesOtherHosts && iceAddresses.isEmpty && mediaAddresses.isEmpty }

  /// The playout delay that is sent with video; `nil` for none, which leaves it to the browser.
  var sentPlayoutDelay: PlayoutDelay? { playoutDelay ?? (latency == .lowest ? PlayoutDelay.none : nil) }

  /// The codecs of a stream, the preferred first; only those that can be sent from this machine.
  func codecs(for format: StreamFormat) -> [Codec] {
    let preferred =
      format.kind == .video ? [videoCodec, format.codec, .h264, .vp8, .vp9, .av1] : [format.codec, .opus]
    return preferred.compactMap { $0 }.reduce(into: []) { codecs, codec in
      if !codecs.contains(codec), RenditionPlan.canSend(codec) { codecs.append(codec) }
    }
  }
}

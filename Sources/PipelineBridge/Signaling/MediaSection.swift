/// A checked media section of a session description.
struct MediaSection: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case media(MediaKind)
    /// A data channel (RFC 8841).
    case application

    static let video = Kind.media(.video)
    static let audio = Kind.media(.audio)

    var isRTP: Bool { self != .application }

    /// The media of the `m=` line.
    var name: String {
      switch self {
      case .media(let kind): kind.rawValue
      case .application: "application"
      }
    }
  }

  let index: Int
  let mid: String
  let kind: Kind
  let direction: MediaDirection
  /// Port 0 without `bundle-only` (RFC 9429, section 5.3.1).
  let isRejected: Bool
  let isBundleOnly: Bool
  let isBundled: Bool
  /// The payload formats of video and audio, in the peer's order.
  let formats: [RTPFormat]
  let extensions: [HeaderExtension]
  let multiplexesRTCP: Bool
  let hasReducedSizeRTCP: Bool
  let sctpPort: Int?
  let maximumMessageSize: Int?

  /// The first format of the `m=` line, of video and audio the first that an `rtpmap` describes.
  let firstFormat: String

  /// How errors call it.
  var place: String { Self.place(index: index, media: kind.name, mid: mid) }

  static func place(index: Int, media: String, mid: String?) -> String {
    "section \(index) (\(media.prefix(16))\(mid.map { ", mid \"\($0)\"" } ?? ""))"
  }

  /// URI → id of the extensions that the peer reads.
  var extensionIDs: [String: Int] {
    Dictionary(extensions.filter(\.isReceived).map { ($0.uri, $0.id) }) { first, _ in first }
  }

  func format(payloadType: Int) -> RTPFormat? { formats.first { $0.payloadType == payloadType } }

  /// The format that decodes `codec` best, the first of equals.
  /// - Parameter profile: of the stream there is to send; a format that decodes it comes before all that do not.
  func bestFormat(of codec: Codec, profile: StreamProfile = StreamProfile()) -> RTPFormat? {
    var best: (format: RTPFormat, rank: Int)?
    for format in formats {
      guard let rank = format.rank(as: codec, profile), rank < best?.rank ?? .max else { continue }
      best = (format, rank)
    }
    return best?.format
  }
}

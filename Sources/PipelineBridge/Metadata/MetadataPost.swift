import Foundation

/// What a program beside the pipeline has found in a frame: the body of `POST /api/metadata`, in the schema of
/// `FrameMetadata`. The frame is named by `time`, `rtpTimestamp`, `pts` or `wallClock`, or not at all: then it is the
/// newest. The nearest frame is meant.
public struct MetadataPost: Sendable, Equatable, Decodable {
  public var version: Int?
  /// `video_0` when it is left out.
  public var stream: String?
  /// Nanoseconds of the bridge's running time.
  public var time: UInt64?
  /// As a viewer of the stream sees it.
  public var rtpTimestamp: UInt32?
  /// The frame's PTS in the pipeline, in nanoseconds.
  public var pts: UInt64?
  /// When the frame left the source, in milliseconds since the Unix epoch, by this host's clock.
  public var wallClock: Double?
  /// Nanoseconds for which the regions hold after their frame; 0 for the frame alone. When it is left out: half a second
  /// for the newest frame, else about two of the intervals in which this source posts.
  public var duration: UInt64?
  public var source: String?
  public var regions: [Region]

  /// - Parameters: as the properties of the same names.
  public init(
    stream: String? = nil, time: UInt64? = nil, rtpTimestamp: UInt32? = nil, pts: UInt64? = nil,
    wallClock: Double? = nil, duration: UInt64? = nil, source: String? = nil, regions: [Region]
  ) {
    (self.stream, self.time, self.rtpTimestamp) = (stream, time, rtpTimestamp)
    (self.pts, self.wallClock) = (pts, wallClock)
    (self.duration, self.source, self.regions) = (duration, source, regions)
  }

  static let durationLimit: UInt64 = 10_000_000_000
  static let textLimit = 256

  /// - Parameter json: UTF-8.
  /// - Throws: `BridgeError` that says what is wrong, and where.
  public init(json: some DataProtocol) throws(BridgeError) {
    do {
      self = try JSONDecoder.decodeUntrusted(MetadataPost.self, from: json)
    } catch let error as BridgeError {
      throw error
    } catch let error as DecodingError {
      throw BridgeError(.metadata, error.words)
    } catch {
      throw BridgeError(.metadata, "this is no JSON")
    }
  }

  /// By how many fields the frame is named.
  var names: Int { [time != nil, rtpTimestamp != nil, pts != nil, wallClock != nil].count { $0 } }

  func check() throws(BridgeError) {
    guard version ?? FrameMetadata.version == FrameMetadata.version else {
      throw BridgeError(.metadata, "version \(version ?? 0) is not known here: send \(FrameMetadata.version)")
    }
    guard names <= 1 else {
      throw BridgeError(.metadata, "a frame is named by one of time, rtpTimestamp, pts and wallClock")
    }
    guard (0...1e15).contains(wallClock ?? 0) else {
      throw BridgeError(.metadata, "wallClock is milliseconds since 1970")
    }
    guard duration ?? 0 <= Self.durationLimit else {
      throw BridgeError(.metadata, "a duration is 10 s at most: \(Self.durationLimit) ns")
    }
    guard regions.count <= FrameMetadata.regionLimit else {
      throw BridgeError(.metadata, "a frame has \(FrameMetadata.regionLimit) regions at most")
    }
    for (index, region) in regions.enumerated() {
      guard region.isPlausible else {
        throw BridgeError(
          .metadata,
          "regions[\(index)]: x, y, width and height are fractions of the picture, 0 to 1 within it, and no size is less "
            + "than 0")
      }
      guard region.label?.utf8.count ?? 0 <= Self.textLimit, region.source?.utf8.count ?? 0 <= Self.textLimit else {
        throw BridgeError(.metadata, "regions[\(index)]: a label has \(Self.textLimit) bytes at most")
      }
    }
    guard source?.utf8.count ?? 0 <= Self.textLimit else {
      throw BridgeError(.metadata, "a source has \(Self.textLimit) bytes at most")
    }
  }
}

extension DecodingError {
  /// Where it is and what is wrong, in one line.
  fileprivate var words: String {
    func place(_ path: [any CodingKey], _ last: String? = nil) -> String {
      let keys = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }
      return String((keys.joined() + (last.map { ".\($0)" } ?? "")).drop { $0 == "." })
    }
    return switch self {
    case .keyNotFound(let key, let context): "\(place(context.codingPath, key.stringValue)) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      // A number out of range comes without its place.
      context.codingPath.isEmpty
        ? "this is no JSON object, or a number in it is out of range"
        : "\(place(context.codingPath)) is not what belongs there"
    @unknown default: "this is no JSON object"
    }
  }
}

import Foundation

/// What a program beside the pipeline has found in a frame: the body of `POST /api/metadata`, in the schema of
/// `FrameMetadata`. The frame is named by `time`, by `rtpTimestamp`, or not at all: then it is the newest.
public struct MetadataPost: Sendable, Equatable, Decodable {
  public var version: Int?
  /// `video_0` when it is left out.
  public var stream: String?
  /// Nanoseconds of the bridge's running time.
  public var time: UInt64?
  /// As a viewer of the stream sees it.
  public var rtpTimestamp: UInt32?
  /// Nanoseconds for which the regions hold after their frame. For the newest frame half a second when it is left out,
  /// else 0.
  public var duration: UInt64?
  public var source: String?
  public var regions: [Region]

  /// - Parameters: as the properties of the same names.
  public init(
    stream: String? = nil, time: UInt64? = nil, rtpTimestamp: UInt32? = nil, duration: UInt64? = nil,
    source: String? = nil, regions: [Region]
  ) {
    (self.stream, self.time, self.rtpTimestamp) = (stream, time, rtpTimestamp)
    (self.duration, self.source, self.regions) = (duration, source, regions)
  }

  static let durationLimit: UInt64 = 10_000_000_000
  static let textLimit = 256

  /// - Parameter json: UTF-8.
  /// - Throws: `BridgeError` that says what is wrong, and where.
  public init(json: some DataProtocol) throws(BridgeError) {
    do {
      self = try JSONDecoder().decode(MetadataPost.self, from: Data(json))
    } catch let error as DecodingError {
      throw BridgeError(.metadata, error.words)
    } catch {
      throw BridgeError(.metadata, "this is no JSON")
    }
  }

  func check() throws(BridgeError) {
    guard version ?? FrameMetadata.version == FrameMetadata.version else {
      throw BridgeError(.metadata, "version \(version ?? 0) is not known here: send \(FrameMetadata.version)")
    }
    guard time == nil || rtpTimestamp == nil else {
      throw BridgeError(.metadata, "a frame is named by time or by rtpTimestamp, not by both")
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

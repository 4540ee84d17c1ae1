/// What is known of one frame: one message on the `metadata` data channel. Its JSON is described in
/// `docs/metadata.md`.
public struct FrameMetadata: Sendable, Hashable {
  /// Of the schema. A reader ignores fields that it does not know, and messages of another version.
  public static let version = 1

  /// The stream that the frame belongs to, such as `video_0`.
  public var stream: String
  /// The frame's time: nanoseconds of the bridge's running time. RTP time is this at the stream's clock rate plus an
  /// offset.
  public var time: UInt64
  /// How long the regions go on to hold after the frame, in nanoseconds: for finders that are slower than the frames.
  /// 0 for the frame alone.
  public var duration: UInt64
  /// Who held them to be so; what holds longer is replaced by the next message of the same source.
  public var source: String?
  public var regions: [Region]
  /// Regions of this frame that were left out for want of room.
  public var dropped: Int

  public init(
    stream: String, time: UInt64, duration: UInt64 = 0, source: String? = nil, regions: [Region], dropped: Int = 0
  ) {
    (self.stream, self.time, self.duration) = (stream, time, duration)
    (self.source, self.regions, self.dropped) = (source, regions, dropped)
  }

  /// The most regions of one message.
  static let regionLimit = 256
  /// The most bytes of one message: a data channel of webrtcbin's carries 64 KiB.
  static let textLimit = 60_000

  /// The JSON text, in at most `textLimit` bytes: the last regions are left out where there are too many.
  func text() -> (text: String, dropped: Int) {
    var shortened = self
    if shortened.regions.count > Self.regionLimit { shortened.leaveOut(regions.count - Self.regionLimit) }
    while true {
      let text = shortened.json.text
      if text.utf8.count <= Self.textLimit || shortened.regions.isEmpty { return (text, shortened.dropped - dropped) }
      shortened.leaveOut((shortened.regions.count + 1) / 2)
    }
  }

  private mutating func leaveOut(_ count: Int) {
    regions.removeLast(count)
    dropped += count
  }

  private var json: JSONValue {
    var fields: [String: JSONValue] = [
      "version": .integer(Int64(Self.version)), "stream": .string(stream), "time": JSONValue(unsigned: time),
      "regions": .array(regions.map(\.json)),
    ]
    if duration > 0 { fields["duration"] = JSONValue(unsigned: duration) }
    if dropped > 0 { fields["dropped"] = .integer(Int64(dropped)) }
    fields["source"] = source.map(JSONValue.string)
    return .object(fields)
  }
}

/// What a bridge is doing, at one moment. This is the JSON of `/api/status` and of the control channel.
public struct Status: Sendable, Codable, Equatable {
  public enum State: String, Sendable, Codable {
    case starting, live, stopped, retrying, ended, failed, closing
  }

  public struct Stream: Sendable, Codable, Equatable {
    public var name: String
    public var kind: MediaKind
    /// The media type, such as `video/x-raw`.
    public var format: String
    public var width: Int?
    public var height: Int?
    /// Frames per second.
    public var framerate: Double?
    /// Samples per second.
    public var rate: Int?
    public var channels: Int?
  }

  public struct Rendition: Sendable, Codable, Equatable {
    public var stream: String
    public var codec: Codec
    /// The encoder's element; `nil` when the stream is passed on as it is.
    public var encoder: String?
    public var viewers: Int
  }

  public var state: State
  /// Why, in words.
  public var detail: String
  /// Seconds until the source is tried again.
  public var retryIn: Double?
  /// The pipeline string, without passwords.
  public var pipeline: String
  /// Seconds since the bridge was made.
  public var uptime: Double
  /// Frames, or buffers of sound where there is no video, that the source has given.
  public var frames: Int
  public var viewers: Int
  public var streams: [Stream]
  public var renditions: [Rendition]
}

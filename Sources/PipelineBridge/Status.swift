/// What a bridge is doing, at one moment. This is the JSON of `/api/status` and of the control channel.
public struct Status: Sendable, Codable, Equatable {
  public enum State: String, Sendable, Codable {
    /// `idle` waits for somebody to watch; `stopped` for somebody to start it.
    case starting, live, stopped, idle, retrying, ended, failed, closing

    /// Whether no other comes after it.
    var isLast: Bool {
      switch self {
      case .ended, .failed, .closing: true
      case .starting, .live, .stopped, .idle, .retrying: false
      }
    }
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
    /// Buffers, of video frames, that the source has given.
    public var frames: Int
    /// Frames that it says it has lost.
    public var lost: Int
    /// Whether it is the one of its kind that viewers get.
    public var isShown = false
    /// Why viewers do not get it, in words; `nil` when nothing is wrong.
    public var problem: String?
    /// RTP packets that did not reach the bridge; `nil` for streams that do not come in RTP.
    public var lostPackets: Int?
    /// Seconds between the last two key frames of a stream that is encoded already; `nil` before there were two.
    public var keyFrameInterval: Double?
  }

  public struct Rendition: Sendable, Codable, Equatable, Identifiable {
    /// Named by `ViewerStatus.renditions`, and over the control channel by the clocks of the viewer's streams.
    public var id: String
    public var stream: String
    public var codec: Codec
    /// The encoder's element; `nil` when the stream is passed on as it is.
    public var encoder: String?
    public var viewers: Int
    /// Viewers that wait for a key frame. Where the stream is passed on, that is the source's next.
    public var waiting: Int
    /// What has been sent to each viewer: frames of video, packets of sound.
    public var frames: Int
    /// Frames that were dropped before the encoder, because it could not keep up.
    public var dropped: Int
    public var keyFrames: Int
    public var bytes: Int
    /// From capture to the encoder's door, over the last seconds.
    public var sourceDelay: Quantiles?
    /// From there to the last packet of the frame, over the last seconds.
    public var encodeDelay: Quantiles?
  }

  /// What was found in the streams since the program started.
  public struct Metadata: Sendable, Codable, Equatable {
    /// Messages on the `metadata` data channel, each for one frame.
    public var frames = 0
    public var regions = 0
    public var events = 0
    /// Regions that were left out: too many, no numbers, or of no frame that was shown.
    public var droppedRegions = 0
    /// Events that came faster than anybody reads.
    public var droppedEvents = 0
    /// Messages of elements that came too fast, or were too large, to be read.
    public var droppedMessages = 0
    /// Messages on data channels of viewers that do not keep up.
    public var unsent = 0
  }

  public struct Control: Sendable, Codable, Equatable {
    /// Counts the changes of properties.
    public var revision: Int
  }

  public var state: State
  /// Why, in words.
  public var detail: String
  /// What a source that gives nothing yet waits for, in words; `nil` when it does not.
  public var waitingFor: String?
  /// Seconds since the live source has given anything, where that is longer than is usual for it.
  public var silentFor: Double?
  /// Seconds by which the frames of a live source come later than they were captured, where that is more than a second.
  public var lateBy: Double?
  /// Seconds until the source is tried again.
  public var retryIn: Double?
  /// The pipeline string, without passwords.
  public var pipeline: String
  /// Seconds since the bridge was made.
  public var uptime: Double
  /// Seconds since the source became live; `nil` while it is not.
  public var running: Double?
  /// Frames, or buffers of sound where there is no video, that the source has given.
  public var frames: Int
  public var viewers: Int
  public var streams: [Stream]
  public var renditions: [Rendition]
  public var metadata = Metadata()
  /// `nil` when viewers may change nothing in the pipeline.
  public var control: Control?
}

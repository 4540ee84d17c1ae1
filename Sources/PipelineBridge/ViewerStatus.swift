/// One viewer, at one moment.
public struct ViewerStatus: Sendable, Codable, Equatable {
  /// What it is sent.
  public var codecs: [Codec]
  /// `Status.Rendition.id` of each, in the same order.
  public var renditions: [String]
  /// Seconds since it asked to watch.
  public var age: Double
  /// Frames that were not sent to it, because its connection took none, or that wait for a key frame after that.
  public var lost: Int
  /// What its page has measured, when it says so.
  public var report: ViewerReport?
}

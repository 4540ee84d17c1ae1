/// What a page has measured over the last seconds. Its word is taken for it.
public struct ViewerReport: Sendable, Codable, Equatable {
  /// From capture to the page's frame callback.
  public var latency: Quantiles?
  /// How far `latency` may be off, in milliseconds.
  public var uncertainty: Double?
  /// Frames shown per second.
  public var framerate: Double?
  /// Frames that the browser has dropped since it connected.
  public var dropped: Int?
}

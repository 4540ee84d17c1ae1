/// What a page has measured over the last seconds. Its word is taken for it, within bounds.
public struct ViewerReport: Sendable, Codable, Equatable {
  /// From capture to the page's frame callback.
  public var latency: Quantiles?
  /// How far `latency` may be off, in milliseconds.
  public var uncertainty: Double?
  /// Frames shown per second.
  public var framerate: Double?
  /// Frames that the browser has dropped since it connected.
  public var dropped: Int?

  /// Whether the numbers can be what they are said to be: milliseconds up to a day, frames.
  var isPlausible: Bool {
    let times = [latency?.p50, latency?.p95, uncertainty].compactMap { $0 }
    return times.allSatisfy { abs($0) <= 86_400_000 } && (0...100_000).contains(framerate ?? 0)
      && (0...Int(Int32.max)).contains(dropped ?? 0)
  }
}

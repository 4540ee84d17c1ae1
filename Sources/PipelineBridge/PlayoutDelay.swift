/// How long a browser may wait before it shows a frame: the limits that RTP's playout-delay header extension carries
/// (http://www.webrtc.org/experiments/rtp-hdrext/playout-delay). With 0 and 0 each frame is shown when it is decoded.
public struct PlayoutDelay: Sendable, Hashable {
  /// Milliseconds, in steps of 10.
  public let minimum: Int
  public let maximum: Int

  /// Each frame at once.
  public static let none = PlayoutDelay(units: 0, 0)

  /// - Parameters:
  ///   - minimum: milliseconds, rounded down to a multiple of 10.
  ///   - maximum: the same, from `minimum` to 40,950.
  /// - Returns: `nil` when one is out of its range.
  public init?(minimum: Int, maximum: Int) {
    guard minimum >= 0, maximum <= Self.largestUnit * Self.unit, minimum <= maximum else { return nil }
    self.init(units: minimum / Self.unit, maximum / Self.unit)
  }

  private init(units minimum: Int, _ maximum: Int) {
    self.minimum = minimum * Self.unit
    self.maximum = maximum * Self.unit
  }

  private static let unit = 10
  /// 12 bits.
  private static let largestUnit = 4095

  static let uri = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"

  /// What stands in a packet: 12 bits of each limit.
  var bytes: [UInt8] {
    let value = (minimum / Self.unit) << 12 | maximum / Self.unit
    return [UInt8(value >> 16), UInt8(value >> 8 & 0xff), UInt8(value & 0xff)]
  }
}

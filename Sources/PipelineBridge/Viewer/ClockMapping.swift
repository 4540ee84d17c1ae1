/// Ties the RTP times that one viewer sees to running time and wall-clock time (RFC 3550, section 6.4.1, does this with
/// sender reports, which a page cannot read): running time 0 in each of the three.
struct ClockMapping: Encodable, Equatable, Sendable {
  struct Stream: Encodable, Equatable, Sendable {
    let name: String
    let kind: MediaKind
    /// The media section that carries it (RFC 5888).
    let mid: String
    /// `Status.Rendition.id` of what it carries.
    let rendition: String
    /// RTP time units per second.
    let clockRate: Int
    /// RTP time at running time 0.
    let rtpTimestamp: UInt32
  }

  let streams: [Stream]
  /// Milliseconds since the Unix epoch.
  let wallClock: Double
  /// For how long the browser is asked to hold each frame back, in milliseconds (`PlayoutDelay`).
  let minimumDelay: Int

  /// Whether a page that has `other` would be told something new: other streams, or a clock that was set.
  func differs(from other: ClockMapping?) -> Bool {
    guard let other else { return true }
    return streams != other.streams || abs(wallClock - other.wallClock) >= Self.tolerance
  }

  /// What reading the two clocks one after the other may cost, in milliseconds.
  private static let tolerance = 0.5
}

extension ClockMapping.Stream {
  init(_ rendition: Rendition, mid: String) {
    self.init(
      name: rendition.stream.name, kind: rendition.codec.kind, mid: mid, rendition: rendition.id,
      clockRate: rendition.codec.clockRate, rtpTimestamp: rendition.rtp.timestampOffset)
  }
}

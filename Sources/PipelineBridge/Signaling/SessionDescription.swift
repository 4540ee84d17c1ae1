/// One side's description of a session, like the W3C's `RTCSessionDescription`.
public struct SessionDescription: Sendable, Equatable {
  /// Which half of the exchange it is (RFC 9429, section 4.1.10).
  public enum Kind: String, Sendable {
    case offer
    case answer
  }

  public var kind: Kind

  /// The SDP text (RFC 8866). Nothing about it has been checked yet.
  public var sdp: String

  public init(kind: Kind, sdp: String) {
    self.kind = kind
    self.sdp = sdp
  }
}

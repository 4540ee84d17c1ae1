/// What a stream carries: the media types of an SDP `m=` line that a viewer can be sent (RFC 8866, section 5.14).
public enum MediaKind: String, Sendable, Hashable, Codable, CaseIterable {
  case video
  case audio
}

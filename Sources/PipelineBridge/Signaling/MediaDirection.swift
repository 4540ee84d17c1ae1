/// Who sends in a media section, seen by the side that wrote it (RFC 8866, section 6.7).
enum MediaDirection: String, Sendable {
  case sendrecv
  case sendonly
  case recvonly
  case inactive

  var sends: Bool { self == .sendrecv || self == .sendonly }
  var receives: Bool { self == .sendrecv || self == .recvonly }
}

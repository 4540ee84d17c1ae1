/// An `extmap`: the number that stands for an RTP header extension's URI in one media section (RFC 8285, section 5).
struct HeaderExtension: Sendable, Equatable {
  let id: Int
  let uri: String
  let direction: MediaDirection?

  /// Nil if malformed, or if the id does not fit the one-byte header that we write (15 is reserved).
  init?(_ value: Substring) {
    let parts = value.parts(by: " ")
    guard parts.count >= 2, parts[1].isVisibleASCII, parts[1].utf8.count <= 256 else { return nil }
    let number = parts[0].parts(by: "/")
    guard number.count <= 2, let id = number[0].decimal(in: 1...14) else { return nil }
    if number.count == 2 {
      guard let direction = MediaDirection(rawValue: String(number[1])) else { return nil }
      self.direction = direction
    } else {
      self.direction = nil
    }
    self.id = id
    self.uri = String(parts[1])
  }

  /// Whether the peer that wrote this reads the extension in what we send.
  var isReceived: Bool { direction?.receives ?? true }
}

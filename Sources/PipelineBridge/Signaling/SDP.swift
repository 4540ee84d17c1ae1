/// A session description taken apart into lines and media sections (RFC 8866), nothing in it judged yet.
struct SDP: Sendable {
  /// More than any browser sends by a factor of five.
  static let maximumBytes = 65_536
  static let maximumMediaSections = 16

  /// The lines before the first `m=`, the `v=` line included.
  var session: [Line]
  var media: [Media]

  /// The whole text, with CR LF.
  var text: String {
    var text = ""
    for line in session { text += "\(line)\r\n" }
    for media in media {
      text += "\(media.line)\r\n"
      for line in media.lines { text += "\(line)\r\n" }
    }
    return text
  }

  /// The value of an attribute that a media section inherits from the session where it has none of its own:
  /// `ice-ufrag`, `ice-pwd`, `ice-options`, `fingerprint`, `setup`, `extmap-allow-mixed` (RFC 9429, section 5.8.1;
  /// RFC 8839, section 5.4).
  func inheritedValue(of name: String, in media: Media) -> Substring? {
    media.lines.value(of: name) ?? session.value(of: name)
  }

  /// All values of an inherited attribute that may stand more than once.
  func inheritedValues(of name: String, in media: Media) -> [Substring] {
    let own = media.lines.values(of: name)
    return own.isEmpty ? session.values(of: name) : own
  }

  /// The direction of a media section: its own, else the session's, else `sendrecv` (RFC 8866, section 6.7).
  func direction(of media: Media) -> MediaDirection {
    media.lines.direction ?? session.direction ?? .sendrecv
  }

  /// The mids of the first BUNDLE group, in its order (RFC 9143, section 7).
  var bundle: [Substring]? {
    for group in session.values(of: "group") {
      let parts = group.parts(by: " ")
      if parts[0] == "BUNDLE" { return parts.dropFirst().filter { !$0.isEmpty } }
    }
    return nil
  }
}

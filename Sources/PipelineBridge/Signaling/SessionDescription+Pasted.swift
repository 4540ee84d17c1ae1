import Foundation

extension SessionDescription {
  /// Reads what a person has pasted: SDP as it is (RFC 8866), or the JSON of an `RTCSessionDescription`.
  ///
  /// White space and blank lines around and between the lines do not matter. Throws `malformed` for anything else.
  public init(pasted text: String) throws(SignalingError) {
    // JSON escapes every line end.
    guard text.utf8.count <= 2 * SDP.maximumBytes else {
      throw .malformed("the pasted text has \(text.utf8.count) bytes, more than any session description")
    }
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines.union(CharacterSet(charactersIn: "\u{FEFF}")))
    // Each further form has one line here and one function below.
    if trimmed.hasPrefix("v=0") {
      self.init(pastedSDP: trimmed)
    } else if trimmed.hasPrefix("{") {
      try self.init(pastedJSON: trimmed)
    } else if trimmed.isEmpty {
      throw .malformed("nothing was pasted: copy the whole text, from its first line to its last")
    } else {
      throw .malformed("the pasted text is neither SDP (it starts with 'v=0') nor JSON (it starts with '{')")
    }
  }

  /// SDP says nowhere whether it is an offer. Only an offer leaves the DTLS role open (RFC 8842, section 5.2).
  private init(pastedSDP text: String) {
    // A terminal turns CR LF into two line ends, and an indented copy has spaces before each line.
    let lines = text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }
      .map { String($0).trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    self.init(
      kind: lines.contains("a=setup:actpass") ? .offer : .answer,
      sdp: lines.map { $0 + "\r\n" }.joined())
  }

  private init(pastedJSON text: String) throws(SignalingError) {
    struct Pasted: Decodable {
      var type: String
      var sdp: String
    }
    let pasted: Pasted
    do {
      pasted = try JSONDecoder().decode(Pasted.self, from: Data(text.utf8))
    } catch {
      throw .malformed("the pasted JSON is not {\"type\":\"offer\",\"sdp\":\"v=0…\"}: was all of it copied?")
    }
    guard let kind = Kind(rawValue: pasted.type) else {
      throw .malformed("the pasted JSON has the type \"\(pasted.type.prefix(16))\" instead of \"offer\" or \"answer\"")
    }
    self.init(kind: kind, sdp: pasted.sdp)
  }
}

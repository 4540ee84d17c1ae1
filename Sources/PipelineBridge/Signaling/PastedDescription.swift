/// A session description that a person has pasted, and the form that it came in.
public struct PastedDescription: Sendable, Equatable {
  /// How a description is written down to be carried by hand.
  public enum Form: String, Sendable, CaseIterable, Codable {
    /// The text itself (RFC 8866).
    case sdp
    /// `{"type":…,"sdp":…}`, the JSON of an `RTCSessionDescription`.
    case json
    /// One short word with a checksum: see `SessionDescription.compact`.
    case compact
  }

  public let description: SessionDescription
  public let form: Form

  /// Reads a description in any form, with what copying adds: prompts, quotes, `>` marks, indentation, wrapped lines,
  /// typographic quotes, any line ends.
  ///
  /// Throws `malformed`, with the reason in words, for anything else; nothing is ever half accepted.
  public init(_ text: String) throws(SignalingError) {
    // JSON escapes every line end.
    guard text.utf8.count <= 2 * SDP.maximumBytes else {
      throw .malformed("the pasted text has \(text.utf8.count) bytes, more than any session description")
    }
    let text = PastedText(text)
    if let compact = try CompactDescription(in: text) {
      self.init(description: compact.description, form: .compact)
    } else if let description = try text.json() {
      self.init(description: description, form: .json)
    } else if let description = try text.sdp() {
      self.init(description: description, form: .sdp)
    } else {
      throw text.refusal
    }
  }

  private init(description: SessionDescription, form: Form) {
    self.description = description
    self.form = form
  }
}

extension SessionDescription {
  /// Reads what a person has pasted, in any form: see `PastedDescription`.
  public init(pasted text: String) throws(SignalingError) { self = try PastedDescription(text).description }

  /// The text to carry by hand. JSON and the compact form are one line without its end.
  public func text(as form: PastedDescription.Form) -> String {
    switch form {
    case .sdp: sdp
    case .json: json
    case .compact: compact
    }
  }
}

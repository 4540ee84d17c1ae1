import Foundation

extension SessionDescription {
  /// The first `ice-ufrag`, by which one description can be told from another (RFC 8839, section 5.4).
  public var iceUsernameFragment: String? { value(of: "ice-ufrag") }

  /// The `ice-ufrag` of the offer that an answer belongs to, where the answer says so. SDP has no word for it; an
  /// attribute that a reader does not know is passed over (RFC 8866, section 5.13).
  public var answeredOffer: String? { value(of: "x-answer-to") }

  /// The same with that word, so that an answer that was pasted in the wrong place can be told by a person's words.
  public func answering(_ offer: SessionDescription) -> SessionDescription {
    guard kind == .answer, answeredOffer == nil, let fragment = offer.iceUsernameFragment,
      let timing = sdp.range(of: "\r\nt=0 0\r\n")
    else { return self }
    var tied = self
    tied.sdp.insert(contentsOf: "a=x-answer-to:\(fragment)\r\n", at: timing.upperBound)
    return tied
  }

  private func value(of attribute: String) -> String? {
    let prefix = "a=\(attribute):"
    return sdp.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.lazy.map { String($0) }
      .first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }
}

/// A viewer's answer to a `LocalOffer`, checked as a value before any of it reaches GStreamer.
struct RemoteAnswer: Sendable, Equatable {
  let description: CheckedDescription

  /// What the viewer took, one for each section that it wants to be sent.
  let selections: [Selection]

  var sections: [MediaSection] { description.sections }

  /// The hash of the certificate that the peer's DTLS handshake must show.
  var fingerprint: Fingerprint { description.transport.fingerprint }

  /// Throws `malformed` for what is not SDP, and `unsupported`, with the section, for an answer that does not fit
  /// its offer or takes nothing of it (RFC 9429, section 5.3).
  init(_ text: String, to offer: LocalOffer) throws(SignalingError) {
    let sdp = try SDP(parsing: text)
    try Self.checkTagged(sdp, offer: offer)
    description = try CheckedDescription(sdp, kind: .answer)
    try description.checkMids(against: offer.description)
    var selections: [Selection] = []
    for (section, offered) in zip(description.sections, offer.sections) where section.asksForMedia {
      if let selection = Self.selection(section, of: offered) { selections.append(selection) }
    }
    guard !selections.isEmpty else {
      throw .unsupported("the answer takes no media: one section must be recvonly in a format of the offer")
    }
    self.selections = selections
  }

  /// Firefox drops the whole BUNDLE group when it cannot play what the first section offers. To complain about the
  /// group would hide the reason.
  private static func checkTagged(_ sdp: SDP, offer: LocalOffer) throws(SignalingError) {
    let index = offer.description.taggedIndex
    guard sdp.bundle == nil, sdp.media.indices.contains(index), sdp.media[index].port == 0 else { return }
    let offered = offer.sections[index]
    let names = offered.formats.compactMap(\.encodingName).filter { $0.lowercased() != "rtx" }
    throw .unsupported("\(offered.place) was rejected: the browser cannot play \(names.joined(separator: ", "))")
  }

  private static func selection(_ section: MediaSection, of offered: MediaSection) -> Selection? {
    for format in section.formats {
      guard let name = format.encodingName?.uppercased(), let codec = Codec(rawValue: name),
        section.kind == .media(codec.kind), format.clockRate == codec.clockRate,
        offered.format(payloadType: format.payloadType)?.encodingName?.uppercased() == name
      else { continue }
      return Selection(section, format, as: codec)
    }
    return nil
  }

  /// The answer for `webrtcbin`, written from checked parts only; sections and extensions as in `RemoteOffer`.
  func sanitized(extensions: Set<String> = []) -> String {
    description.sanitized(keeping: selections, extensions: extensions)
  }
}

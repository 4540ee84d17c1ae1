/// A viewer's offer, checked as a value before any of it reaches GStreamer: `webrtcbin` says "ok" to rubbish and
/// answers `inactive` to what it cannot do.
struct RemoteOffer: Sendable, Equatable {
  let description: CheckedDescription

  var sections: [MediaSection] { description.sections }

  /// The hash of the certificate that the peer's DTLS handshake must show.
  var fingerprint: Fingerprint { description.transport.fingerprint }

  /// Throws `malformed` for what is not SDP, and `unsupported`, with the section, for an offer that is not one of
  /// WebRTC (RFC 9429, section 5.8) or that does not ask for any media (WHEP).
  init(_ text: String) throws(SignalingError) {
    description = try CheckedDescription(text, kind: .offer)
    guard sections.contains(where: { $0.kind.isRTP && $0.asksForMedia }) else {
      throw .unsupported("the offer asks for no media: one video or audio section must be recvonly or sendrecv")
    }
  }

  /// Where the peer connects from, as far as it says so.
  var origins: PeerOrigins { description.peerOrigins }

  /// The first section of this kind that wants to be sent to, and the first of `codecs` that it has. Nil if there
  /// is none.
  /// - Parameter profile: of the stream there is to send; a format that takes it as it is comes first.
  func selection(kind: MediaKind, codecs: [Codec], profile: StreamProfile = StreamProfile()) -> Selection? {
    guard let section = sections.first(where: { $0.kind == .media(kind) && $0.asksForMedia }) else { return nil }
    for codec in codecs where codec.kind == kind {
      if let format = section.bestFormat(of: codec, profile: profile) { return Selection(section, format, as: codec) }
    }
    return nil
  }

  /// The offer for `webrtcbin`, written from checked parts only.
  ///
  /// Sections that are not in `selections` stay in their place as inactive; of the RTP header extensions only those
  /// whose URI is in `extensions` stay.
  func sanitized(keeping selections: [Selection], extensions: Set<String> = []) -> String {
    description.sanitized(keeping: selections, extensions: extensions)
  }
}

extension MediaSection {
  /// Whether its peer wants to be sent something here.
  var asksForMedia: Bool { !isRejected && direction.receives }
}

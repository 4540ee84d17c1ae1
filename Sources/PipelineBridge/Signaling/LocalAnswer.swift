/// What `webrtcbin` answered to a `RemoteOffer`, checked, and completed for the peer.
struct LocalAnswer: Sendable, Equatable {
  let description: CheckedDescription

  /// The text to hand to the peer.
  let sdp: String

  /// Checks an answer against its offer, and adds what WHEP demands (draft-ietf-wish-whep-03, section 4).
  ///
  /// - Parameters:
  ///   - text: The answer as `webrtcbin` wrote it.
  ///   - selections: What was to be sent; each must be `sendonly` in its payload type.
  ///   - streamID: The one stream that all tracks belong to, a token.
  ///   - candidates: Gathered addresses; those that the text has not yet are added to its first section.
  init(
    checking text: String, against offer: RemoteOffer, selections: [Selection],
    streamID: String = "pipelinebridge", candidates: [ICECandidate] = []
  ) throws(SignalingError) {
    var sdp = try SDP(parsing: text)
    try Self.checkSending(sdp, offer: offer, selections: selections)
    // `webrtcbin` revives them as inactive.
    for section in offer.sections where section.isRejected { sdp.reject(at: section.index) }
    description = try CheckedDescription(sdp, kind: .answer)
    try description.checkMids(against: offer.description)
    Self.answerExtensions(&sdp, of: offer)
    sdp.complete(description, streamID: streamID, candidates: candidates)
    self.sdp = sdp.text
  }

  /// Looks at the bare text, and first: where `webrtcbin` can send nothing at all, it leaves out the BUNDLE group
  /// too, and to complain about that would hide the reason.
  private static func checkSending(
    _ sdp: SDP, offer: RemoteOffer, selections: [Selection]
  ) throws(SignalingError) {
    guard sdp.media.count == offer.sections.count else {
      throw .unsupported("the answer has \(sdp.media.count) media sections, its offer \(offer.sections.count)")
    }
    for selection in selections {
      guard sdp.media.indices.contains(selection.mediaIndex) else {
        throw .unsupported("the answer has no section \(selection.mediaIndex)")
      }
      let media = sdp.media[selection.mediaIndex]
      let place = MediaSection.place(index: selection.mediaIndex, media: media.name, mid: selection.mid)
      let direction = sdp.direction(of: media)
      guard direction == .sendonly, media.formats[0] == "\(selection.payloadType)" else {
        throw .unsupported(
          "\(place) cannot be sent \(selection.codec.rawValue) as payload type \(selection.payloadType): "
            + "webrtcbin answered \(direction.rawValue), format \(media.formats[0].prefix(16))")
      }
      // Chromium would connect, decode every frame and paint none.
      guard !media.lines.values(of: "ssrc-group").contains(where: { $0.hasPrefix("FID 0 ") }) else {
        throw .unsupported("\(place) was answered before the stream's caps, with their SSRC, had reached webrtcbin")
      }
    }
  }

  /// An extension that was offered `recvonly` must be answered `sendonly` (RFC 8285, section 7). Firefox offers
  /// playout-delay so, and the suffix is kept from `webrtcbin`, which has no notion of it.
  private static func answerExtensions(_ sdp: inout SDP, of offer: RemoteOffer) {
    for section in offer.sections {
      let offered = section.extensions.filter { $0.direction == .recvonly }
      guard !offered.isEmpty else { continue }
      for index in sdp.media[section.index].lines.indices {
        guard let attribute = sdp.media[section.index].lines[index].attribute, attribute.name == "extmap",
          let answered = HeaderExtension(attribute.value), answered.direction == nil,
          offered.contains(where: { $0.id == answered.id && $0.uri == answered.uri })
        else { continue }
        sdp.media[section.index].lines[index] = .attribute("extmap", "\(answered.id)/sendonly \(answered.uri)")
      }
    }
  }
}

extension CheckedDescription {
  /// An answer has the sections of its offer, in their order (RFC 9429, section 5.3.1).
  func checkMids(against offer: CheckedDescription) throws(SignalingError) {
    guard sections.count == offer.sections.count else {
      throw .unsupported("the answer has \(sections.count) media sections, its offer \(offer.sections.count)")
    }
    for (section, offered) in zip(sections, offer.sections) {
      guard section.mid == offered.mid, section.kind == offered.kind else {
        throw .unsupported("\(section.place) of the answer stands where the offer has \(offered.place)")
      }
    }
  }
}

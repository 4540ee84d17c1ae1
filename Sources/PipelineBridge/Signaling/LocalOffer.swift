/// An offer that `webrtcbin` made, checked, and completed for the peer.
struct LocalOffer: Sendable, Equatable {
  let description: CheckedDescription

  /// The text to hand to the peer.
  let sdp: String

  var sections: [MediaSection] { description.sections }

  /// Checks an offer of ours, and adds what WHIP and WHEP demand (RFC 9725, section 4.2).
  ///
  /// - Parameters:
  ///   - text: The offer as `webrtcbin` wrote it.
  ///   - streamID: The one stream that all tracks belong to, a token.
  ///   - candidates: Gathered addresses; those that the text has not yet are added to its first section.
  init(
    checking text: String, streamID: String = "pipelinebridge", candidates: [ICECandidate] = []
  ) throws(SignalingError) {
    var sdp = try SDP(parsing: text)
    description = try CheckedDescription(sdp, kind: .offer)
    guard description.sections.contains(where: { $0.kind.isRTP && !$0.isRejected && $0.direction.sends }) else {
      throw .unsupported("the offer sends nothing: no video or audio section is sendonly")
    }
    sdp.complete(description, streamID: streamID, candidates: candidates)
    self.sdp = sdp.text
  }
}

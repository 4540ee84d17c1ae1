/// Candidates that a peer sends after its description: an `application/trickle-ice-sdpfrag` (RFC 8840, section 9),
/// checked against that description.
struct TrickleFragment: Sendable, Equatable {
  /// The usable ones. Others, such as `.local` names, are no error: a peer cannot know what this side can use.
  let candidates: [ICECandidate]

  /// Throws `malformed` for what is no fragment, or names a section that the description does not have;
  /// `unsupported` for other credentials, which ask for an ICE restart (RFC 8839, section 4.4.3.1.1).
  init(_ text: String, to description: CheckedDescription) throws(SignalingError) {
    let sdp = try SDP(parsing: text, isFragment: true)
    let attributes = sdp.session + sdp.media.flatMap(\.lines)
    guard attributes.allSatisfy({ $0.type == "a" }) else {
      throw .malformed("a trickle fragment has lines of the types a= and m= only")
    }
    guard attributes.contains(where: { $0.attribute.map { Self.names.contains($0.name) } ?? false }) else {
      throw .malformed("a trickle fragment needs a=candidate, a=end-of-candidates or a=ice-ufrag")
    }
    let transport = description.transport
    for (name, own) in [("ice-ufrag", transport.iceUfrag), ("ice-pwd", transport.icePwd)] {
      guard attributes.values(of: name).allSatisfy({ $0 == own }) else {
        throw .unsupported("a=\(name) is new: ICE cannot be restarted here; the session goes on as it is")
      }
    }
    guard !sdp.session.has("candidate") else { throw .malformed("a=candidate must stand below an m= line") }
    var candidates: [ICECandidate] = []
    for media in sdp.media { candidates += try Self.candidates(of: media, in: description) }
    self.candidates = Array(candidates.prefix(TransportParameters.maximumCandidates))
  }

  private static let names: Set<Substring> = ["candidate", "end-of-candidates", "ice-ufrag"]

  private static func candidates(
    of media: SDP.Media, in description: CheckedDescription
  ) throws(SignalingError) -> [ICECandidate] {
    guard let mid = media.lines.value(of: "mid"), description.sections.contains(where: { $0.mid == mid }) else {
      throw .malformed("each m= line of a fragment needs an a=mid of the offer's")
    }
    var candidates: [ICECandidate] = []
    for line in media.lines where line.attribute?.name == "candidate" {
      do {
        let candidate = try ICECandidate(line.value, sdpMid: String(mid))
        if candidate.isUsable { candidates.append(candidate) }
      } catch {
        guard error.code == .unsupported else { throw error }
      }
    }
    return candidates
  }
}

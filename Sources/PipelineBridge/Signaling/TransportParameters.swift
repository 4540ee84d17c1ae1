/// How to reach a peer and know that it is the right one: the ICE and DTLS attributes of a media section (RFC 8839,
/// RFC 8842), and its candidates.
struct TransportParameters: Sendable, Equatable {
  /// Which end opens the DTLS connection (RFC 8842, section 5.3).
  enum Setup: String, Sendable {
    case actpass
    case active
    case passive
  }

  let iceUfrag: String
  let icePwd: String
  let iceOptions: [String]
  let fingerprint: Fingerprint
  let setup: Setup
  /// The usable ones, at most `maximumCandidates`.
  let candidates: [ICECandidate]

  /// ICE allows 256, and each connectivity check repeats it; browsers use 4 to 16.
  private static let maximumUfrag = 64

  /// A browser sends two to ten; each one costs the agent a connectivity check against a place the peer has chosen.
  static let maximumCandidates = 32

  /// The attributes that say so, for every section alike: `webrtcbin` refuses a session-level `a=setup`.
  var lines: [SDP.Line] {
    var lines: [SDP.Line] = [.attribute("ice-ufrag", iceUfrag), .attribute("ice-pwd", icePwd)]
    if !iceOptions.isEmpty { lines.append(.attribute("ice-options", iceOptions.joined(separator: " "))) }
    lines.append(.attribute("fingerprint", "\(fingerprint)"))
    lines.append(.attribute("setup", setup.rawValue))
    return lines
  }
}

extension TransportParameters {
  private static let knownICEOptions: Set<Substring> = ["trickle", "ice2"]

  /// Reads and checks what `media` has or inherits. `place` names the section in an error.
  init(
    of media: SDP.Media, in sdp: SDP, kind: SessionDescription.Kind, place: String
  ) throws(SignalingError) {
    guard let ufrag = sdp.inheritedValue(of: "ice-ufrag", in: media) else {
      throw .unsupported("\(place) has no a=ice-ufrag: without ICE it cannot be reached")
    }
    guard ufrag.isICEChars(count: 4...Self.maximumUfrag) else {
      throw .unsupported("\(place): a=ice-ufrag must be 4 to \(Self.maximumUfrag) letters, digits, '+' or '/'")
    }
    guard let pwd = sdp.inheritedValue(of: "ice-pwd", in: media) else {
      throw .unsupported("\(place) has no a=ice-pwd: without ICE it cannot be reached")
    }
    guard pwd.isICEChars(count: 22...256) else {
      throw .unsupported("\(place): a=ice-pwd must be 22 to 256 letters, digits, '+' or '/'")
    }
    let fingerprints = sdp.inheritedValues(of: "fingerprint", in: media)
    guard !fingerprints.isEmpty else {
      throw .unsupported("\(place) has no a=fingerprint: WebRTC media is always encrypted")
    }
    guard let fingerprint = fingerprints.lazy.compactMap({ Fingerprint($0) }).first else {
      throw .unsupported("\(place): a=fingerprint must be sha-256, sha-384 or sha-512 and its bytes as AA:BB:…")
    }
    self.iceUfrag = String(ufrag)
    self.icePwd = String(pwd)
    self.iceOptions = Self.options(sdp.inheritedValue(of: "ice-options", in: media))
    self.fingerprint = fingerprint
    self.setup = try Self.setup(sdp.inheritedValue(of: "setup", in: media), kind: kind, place: place)
    self.candidates = Self.candidates(media.lines)
  }

  private static func options(_ value: Substring?) -> [String] {
    let present = Set((value ?? "").parts(by: " "))
    return knownICEOptions.intersection(present).map { String($0) }.sorted()
  }

  private static func setup(
    _ value: Substring?, kind: SessionDescription.Kind, place: String
  ) throws(SignalingError) -> Setup {
    let allowed: [Setup] = kind == .offer ? [.actpass, .active] : [.active, .passive]
    guard let setup = Setup(rawValue: String(value ?? "")), allowed.contains(setup) else {
      let words = allowed.map(\.rawValue).joined(separator: " or ")
      throw .unsupported("\(place): a=setup in an \(kind.rawValue) must be \(words)")
    }
    return setup
  }

  private static func candidates(_ lines: [SDP.Line]) -> [ICECandidate] {
    var candidates: [ICECandidate] = []
    for line in lines where line.attribute?.name == "candidate" {
      guard candidates.count < maximumCandidates else { break }
      if let candidate = try? ICECandidate(line.value), candidate.isUsable { candidates.append(candidate) }
    }
    return candidates
  }
}

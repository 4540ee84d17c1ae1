/// What a track's packets are, as webrtcbin must know it before it answers.
struct TrackParameters: Sendable {
  let codec: Codec
  let payloadType: Int
  /// `nil` for a track that is received.
  let ssrc: UInt32?
  /// H.264's `profile-level-id` (RFC 6184, section 8.1), word for word the offer's: one that differs by a bit makes
  /// webrtcbin's intersection empty. What is sent is constrained baseline, which every profile's decoder takes.
  let profileLevelID: String?
  /// H.265's format parameters, word for word the offer's, for the same reason.
  var h265: [String: String] = [:]
  /// The number of the playout-delay header extension (RFC 8285); `nil` where it is not negotiated.
  var playoutDelayID: Int?

  var caps: Caps? { Caps(text) }

  /// `caps` in GStreamer's text form.
  var text: String {
    var text = "application/x-rtp,media=\(codec.kind.rawValue),encoding-name=\(codec.rawValue)"
    text += ",clock-rate=\(codec.clockRate),payload=\(payloadType)"
    if let ssrc { text += ",ssrc=(uint)\(ssrc)" }
    switch codec {
    case .h264:
      text += ",packetization-mode=(string)1"
      if let profileLevelID { text += ",profile-level-id=(string)\(profileLevelID)" }
    case .h265:
      for (name, value) in h265.sorted(by: { $0.key < $1.key }) { text += ",\(name)=(string)\(value)" }
    case .opus: text += ",encoding-params=(string)2"
    case .vp8, .vp9, .av1: break
    }
    if let playoutDelayID { text += ",extmap-\(playoutDelayID)=(string)\"\(PlayoutDelay.uri)\"" }
    return text
  }
}

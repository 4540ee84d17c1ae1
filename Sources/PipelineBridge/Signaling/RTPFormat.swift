/// One payload format of an RTP media section: `rtpmap`, `fmtp` and `rtcp-fb` of one payload type (RFC 8866,
/// sections 6.6 and 6.15; RFC 4585, section 4.2).
struct RTPFormat: Sendable, Equatable {
  let payloadType: Int
  /// As the peer wrote it, say `H264` or `opus`; nil for a static payload type without `rtpmap`.
  var encodingName: String?
  var clockRate = 0
  var channels = 1
  /// The known format parameters, names in lower case. A malformed one has an empty value, so that it does not pass
  /// for one left out, which would mean its default.
  var parameters: [String: String] = [:]
  /// As written, say `nack pli`.
  var feedback: [String] = []
  /// The payload type that retransmits this one (RFC 4588, section 8.6).
  var rtxPayloadType: Int?

  /// Whether it is `codec` in a form that an ordinary encoder of ours is decoded by; the lower, the better.
  /// Nil if it is not.
  /// - Parameter profile: of the stream there is to send. Formats that are not common are ranked only where it needs
  ///   them, and H.265, which is not encoded here, only where it fits.
  func rank(as codec: Codec, _ profile: StreamProfile = StreamProfile()) -> Int? {
    guard encodingName?.uppercased() == codec.rawValue, clockRate == codec.clockRate else { return nil }
    switch codec {
    case .h264:
      // Mode 0 allows no fragments, and a key frame does not fit one packet (RFC 6184, section 6.2).
      guard parameters["packetization-mode"] == "1" else { return nil }
      guard let offered = H264Profile(profileLevelID: parameters["profile-level-id"]) else { return nil }
      let fits = profile.h264.map(offered.decodes) ?? true
      guard offered.isCommon || (fits && (profile.h264 ?? .main) > .main) else { return nil }
      return offered.rank + (fits ? 0 : 100)
    case .h265:
      // Other modes need several streams (RFC 7798, section 7.1).
      guard parameters["tx-mode", default: "SRST"].uppercased() == "SRST",
        let offered = H265Profile(parameters: parameters)
      else { return nil }
      guard let wanted = profile.h265 else { return 0 }
      return offered.decodes(wanted) ? 0 : nil
    case .vp8: return 0
    case .vp9: return parameters["profile-id", default: "0"] == "0" ? 0 : nil
    case .av1: return parameters["profile", default: "0"] == "0" ? 0 : nil
    case .opus: return channels == 2 ? 0 : nil
    }
  }

  /// The lines of this format, with those of its retransmission, of checked parts only.
  var lines: [SDP.Line] {
    guard let encodingName else { return [] }
    let suffix = channels == 1 ? "" : "/\(channels)"
    var lines: [SDP.Line] = [.attribute("rtpmap", "\(payloadType) \(encodingName)/\(clockRate)\(suffix)")]
    // `transport-cc` never: the answer would promise feedback that nothing here makes use of.
    for value in ["nack", "nack pli", "ccm fir"] where feedback.contains(value) {
      lines.append(.attribute("rtcp-fb", "\(payloadType) \(value)"))
    }
    let parameters = self.parameters.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value)" }
    if !parameters.isEmpty {
      lines.append(.attribute("fmtp", "\(payloadType) \(parameters.joined(separator: ";"))"))
    }
    if let rtxPayloadType {
      lines.append(.attribute("rtpmap", "\(rtxPayloadType) rtx/\(clockRate)"))
      lines.append(.attribute("fmtp", "\(rtxPayloadType) apt=\(payloadType)"))
    }
    return lines
  }
}

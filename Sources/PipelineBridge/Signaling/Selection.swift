/// What one media section of a peer is sent.
struct Selection: Sendable, Equatable {
  let mediaIndex: Int
  let mid: String
  let codec: Codec
  /// The peer's number for the codec: the payloader must use it.
  let payloadType: Int
  let rtxPayloadType: Int?
  /// URI → id of the RTP header extensions that the peer reads.
  let extensionIDs: [String: Int]
  /// The peer's format parameters, names in lower case.
  let fmtp: [String: String]

  init(_ section: MediaSection, _ format: RTPFormat, as codec: Codec) {
    mediaIndex = section.index
    mid = section.mid
    self.codec = codec
    payloadType = format.payloadType
    rtxPayloadType = format.rtxPayloadType
    extensionIDs = section.extensionIDs
    fmtp = format.parameters.filter { !$0.value.isEmpty }
  }

  /// Why a stream of this codec and `profile` cannot be sent as it is; `nil` when it can.
  func hindrance(profile: StreamProfile) -> String? {
    guard codec == .h264, let profile = profile.h264,
      let offered = H264Profile(profileLevelID: fmtp["profile-level-id"]), !offered.decodes(profile)
    else { return nil }
    return "for viewers that do not take its profile, \(profile)"
  }
}

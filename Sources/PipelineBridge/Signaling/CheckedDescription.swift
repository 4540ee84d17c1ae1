/// A session description whose every used part has been checked: what all four of `RemoteOffer`, `RemoteAnswer`,
/// `LocalOffer` and `LocalAnswer` are built on.
struct CheckedDescription: Sendable, Equatable {
  let kind: SessionDescription.Kind
  let origin: Origin
  let sections: [MediaSection]
  /// The mids of the BUNDLE group, in its order.
  let bundle: [String]
  /// The one transport of the bundle: that of the tagged section, the first of the group that is not rejected
  /// (RFC 9143, section 7). The other sections' own addresses are void once the bundle is agreed.
  let transport: TransportParameters
  let taggedIndex: Int

  init(_ text: String, kind: SessionDescription.Kind) throws(SignalingError) {
    try self.init(SDP(parsing: text), kind: kind)
  }

  init(_ sdp: SDP, kind: SessionDescription.Kind) throws(SignalingError) {
    let group = sdp.bundle ?? []
    let bundled = Set(group)
    var sections: [MediaSection] = []
    for (index, media) in sdp.media.enumerated() {
      sections.append(try MediaSection(media, index: index, in: sdp, bundle: bundled))
    }
    let live = sections.filter { !$0.isRejected }
    guard live.contains(where: \.kind.isRTP) else {
      throw .unsupported("the \(kind.rawValue) has no video and no audio section")
    }
    let indices = try Self.indicesByMid(sections)
    try Self.checkBundle(sdp.bundle, live: live, indices: indices)
    guard let tagged = group.lazy.compactMap({ indices[String($0)] }).first(where: { !sections[$0].isRejected }) else {
      throw .unsupported("a=group:BUNDLE names no section that is in use")
    }
    self.kind = kind
    self.origin = Origin(sdp.session)
    self.sections = sections
    self.bundle = group.map { String($0) }
    self.taggedIndex = tagged
    self.transport = try TransportParameters(of: sdp.media[tagged], in: sdp, kind: kind, place: sections[tagged].place)
    try checkMultiplexing()
    try checkPayloadTypes()
  }

  private static func indicesByMid(_ sections: [MediaSection]) throws(SignalingError) -> [String: Int] {
    var indices: [String: Int] = [:]
    for section in sections {
      guard indices.updateValue(section.index, forKey: section.mid) == nil else {
        throw .unsupported("\(section.place): its a=mid is another section's already")
      }
    }
    return indices
  }

  private static func checkBundle(
    _ group: [Substring]?, live: [MediaSection], indices: [String: Int]
  ) throws(SignalingError) {
    guard let group, !group.isEmpty else {
      throw .unsupported("there is no a=group:BUNDLE: all media must share one transport (bundlePolicy max-bundle)")
    }
    guard Set(group).count == group.count else { throw .unsupported("a=group:BUNDLE names a section twice") }
    for mid in group where indices[String(mid)] == nil {
      throw .unsupported("a=group:BUNDLE names \"\(mid.prefix(32))\", but no section has that a=mid")
    }
    for section in live where !section.isBundled {
      throw .unsupported("\(section.place) is not in a=group:BUNDLE: all media must share one transport")
    }
  }

  /// `rtcp-mux` may be left out only where a bundled section says nothing about its transport: under `bundle-only`
  /// and, in an answer, below any section but the tagged one (RFC 9143, sections 7.1.3 and 7.3.1).
  private func checkMultiplexing() throws(SignalingError) {
    for section in sections where section.kind.isRTP && !section.isRejected && !section.multiplexesRTCP {
      let mayOmit = section.index != taggedIndex && (section.isBundleOnly || kind == .answer)
      guard mayOmit else {
        throw .unsupported("\(section.place) has no a=rtcp-mux: RTP and RTCP must share one port")
      }
    }
  }

  /// One payload type means one format in all of a bundle (RFC 9143, section 9.1).
  private func checkPayloadTypes() throws(SignalingError) {
    var seen: [Int: String] = [:]
    for section in sections where !section.isRejected {
      for format in section.formats {
        guard let name = format.encodingName?.uppercased() else { continue }
        let meaning = "\(name)/\(format.clockRate)/\(format.channels)"
        guard seen.updateValue(meaning, forKey: format.payloadType) ?? meaning == meaning else {
          throw .unsupported("\(section.place): payload type \(format.payloadType) means another format elsewhere")
        }
      }
    }
  }
}

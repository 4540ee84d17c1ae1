extension SDP {
  /// Adds to a description that `webrtcbin` wrote what WHEP demands and `webrtcbin` leaves out
  /// (draft-ietf-wish-whep-03, section 4): `rtcp-mux-only`, one `msid` stream over all sections, and
  /// `end-of-candidates`. Everything else stays as it is; doing it twice changes nothing.
  mutating func complete(_ description: CheckedDescription, streamID: String, candidates: [ICECandidate]) {
    for section in description.sections where media.indices.contains(section.index) && !section.isRejected {
      var lines = media[section.index].lines
      if section.kind.isRTP { Self.completeRTP(&lines, section, streamID: streamID) }
      // One transport, so one place for candidates: the tagged section (RFC 9143, section 7.1.3).
      Self.completeCandidates(&lines, with: section.index == description.taggedIndex ? candidates : [])
      media[section.index].lines = lines
    }
  }

  /// Rejects a media section: port 0, and no member of the bundle (RFC 9429, section 5.3.1; RFC 9143, section 7.3.3).
  mutating func reject(at index: Int) {
    guard media.indices.contains(index), media[index].port != 0 else { return }
    media[index].port = 0
    guard let mid = media[index].lines.value(of: "mid"), let bundle, bundle.contains(mid) else { return }
    let rest = bundle.filter { $0 != mid }.joined(separator: " ")
    if let line = session.firstIndex(where: { $0.type == "a" && $0.value.hasPrefix("group:BUNDLE ") }) {
      session[line] = .attribute("group", "BUNDLE \(rest)")
    }
  }

  private static func completeRTP(_ lines: inout [Line], _ section: MediaSection, streamID: String) {
    // The sections of one stream are played in step, and `webrtcbin` gives no two sections the same track.
    let msid = "\(streamID) \(section.mid)"
    var completed: [Line] = []
    for line in lines {
      guard let (name, value) = line.attribute else {
        completed.append(line)
        continue
      }
      switch name {
      case "msid", "rtcp-mux", "rtcp-mux-only":
        break
      case "mid":
        completed.append(line)
        if section.direction.sends { completed.append(.attribute("msid", msid)) }
        completed.append(.attribute("rtcp-mux"))
        if section.isBundled { completed.append(.attribute("rtcp-mux-only")) }
      case "ssrc":
        let parts = value.parts(by: " ", maxSplits: 1)
        let isMsid = parts.count == 2 && parts[1].hasPrefix("msid:")
        completed.append(isMsid ? .attribute("ssrc", "\(parts[0]) msid:\(msid)") : line)
      default:
        completed.append(line)
      }
    }
    lines = completed
  }

  private static func completeCandidates(_ lines: inout [Line], with candidates: [ICECandidate]) {
    var present = lines.compactMap { try? ICECandidate($0.value) }
    for candidate in candidates where !present.contains(where: candidate.isSameAddress) {
      present.append(candidate)
      let last = lines.lastIndex { $0.attribute?.name == "candidate" } ?? lines.endIndex - 1
      lines.insert(Line(type: "a", value: candidate.candidate), at: last + 1)
    }
    lines.removeAll { $0.attribute?.name == "end-of-candidates" }
    guard let last = lines.lastIndex(where: { $0.attribute?.name == "candidate" }) else { return }
    lines.insert(.attribute("end-of-candidates"), at: last + 1)
  }
}

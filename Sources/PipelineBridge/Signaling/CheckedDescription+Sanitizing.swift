extension CheckedDescription {
  /// The description once more, written from checked parts only, in the form that `webrtcbin` takes.
  ///
  /// The sections keep their order and their mids. One that is not in `selections` becomes inactive, with its first
  /// format. Of the header extensions only those in `extensions` stay.
  func sanitized(keeping selections: [Selection], extensions: Set<String>) -> String {
    var session = [SDP.Line(type: "v", value: "0"), origin.line]
    session += [SDP.Line(type: "s", value: "-"), SDP.Line(type: "t", value: "0 0")]
    // A rejected section is no member, whatever the peer wrote (RFC 9143, section 7.2).
    let rejected = Set(sections.filter(\.isRejected).map(\.mid))
    session.append(.attribute("group", "BUNDLE \(bundle.filter { !rejected.contains($0) }.joined(separator: " "))"))
    let kept = Dictionary(selections.map { ($0.mediaIndex, $0) }) { first, _ in first }
    let media = sections.map { section in
      let selection = kept[section.index].flatMap { $0.mid == section.mid && !section.isRejected ? $0 : nil }
      return sanitized(section, keeping: selection, extensions: extensions)
    }
    return SDP(session: session, media: media).text
  }

  private func sanitized(
    _ section: MediaSection, keeping selection: Selection?, extensions: Set<String>
  ) -> SDP.Media {
    let formats: [String] =
      selection.map { [$0.payloadType, $0.rtxPayloadType].compactMap { $0.map(String.init) } } ?? [section.firstFormat]
    // 9 also where it was `bundle-only` with port 0: `webrtcbin` bundles everything anyway.
    var media = SDP.Media(
      name: section.kind.name, port: section.isRejected ? 0 : 9,
      proto: section.kind.isRTP ? "UDP/TLS/RTP/SAVPF" : "UDP/DTLS/SCTP", formats: formats)
    media.lines = [SDP.Line(type: "c", value: "IN IP4 0.0.0.0"), .attribute("mid", section.mid)]
    // Every section says the same: `webrtcbin` looks at each one, and refuses a bundle that differs within.
    media.lines += transport.lines
    if section.kind.isRTP {
      media.lines += rtpLines(section, keeping: selection, extensions: extensions)
    } else {
      media.lines += dataLines(section)
    }
    if section.index == taggedIndex {
      media.lines += transport.candidates.map { SDP.Line(type: "a", value: $0.candidate) }
    }
    return media
  }

  private func rtpLines(
    _ section: MediaSection, keeping selection: Selection?, extensions: Set<String>
  ) -> [SDP.Line] {
    var lines: [SDP.Line] = [.attribute("rtcp-mux")]
    if section.hasReducedSizeRTCP { lines.append(.attribute("rtcp-rsize")) }
    guard let selection, let format = section.format(payloadType: selection.payloadType) else {
      lines.append(.attribute("inactive"))
      // `webrtcbin` cannot answer a section without an `rtpmap`, and a rejected one may have none.
      let described = section.formats.first { $0.encodingName != nil }?.lines.first
      let codec = section.kind == .audio ? "OPUS/48000/2" : "VP8/90000"
      return lines + [described ?? .attribute("rtpmap", "\(section.firstFormat) \(codec)")]
    }
    // Whatever else the peer would do, it is only sent to.
    lines.append(.attribute(MediaDirection.recvonly.rawValue))
    // Without a direction suffix: `webrtcbin` makes an array of it, and no caps of ours would match.
    for (uri, id) in selection.extensionIDs.sorted(by: { $0.value < $1.value }) where extensions.contains(uri) {
      lines.append(.attribute("extmap", "\(id) \(uri)"))
    }
    return lines + format.lines
  }

  private func dataLines(_ section: MediaSection) -> [SDP.Line] {
    var lines: [SDP.Line] = [.attribute("sctp-port", "\(section.sctpPort ?? 5000)")]
    if let size = section.maximumMessageSize { lines.append(.attribute("max-message-size", "\(size)")) }
    return lines
  }
}

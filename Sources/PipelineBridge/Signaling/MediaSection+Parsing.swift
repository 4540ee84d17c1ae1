extension MediaSection {
  private static let rtpProtocols: Set<String> = ["UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVPF"]
  private static let dataProtocols: Set<String> = ["UDP/DTLS/SCTP", "TCP/DTLS/SCTP"]

  /// `webrtcbin` takes no larger one, and nothing here sends as much.
  private static let largestMessage = 1_073_741_823

  init(_ media: SDP.Media, index: Int, in sdp: SDP, bundle: Set<Substring>) throws(SignalingError) {
    let name = Self.place(index: index, media: media.name, mid: nil)
    guard let mid = media.lines.value(of: "mid") else {
      throw .unsupported("\(name) has no a=mid, by which an answer refers to it")
    }
    guard mid.isToken, mid.utf8.count <= 32 else {
      throw .unsupported("\(name): a=mid must be 1 to 32 letters, digits or signs like '-' and '_'")
    }
    let place = Self.place(index: index, media: media.name, mid: String(mid))
    // `webrtcbin` fails on any other section, a rejected one too: it copies the peer's fingerprint into its answer.
    guard let kind = Self.kind(of: media) else {
      throw .unsupported("\(place): only video, audio and a data channel (webrtc-datachannel) can be served")
    }
    let isBundleOnly = media.lines.has("bundle-only")
    let isRejected = media.port == 0 && !isBundleOnly
    guard isRejected || !kind.isRTP || Self.rtpProtocols.contains(media.proto) else {
      throw .unsupported("\(place): protocol \(media.proto.prefix(32)) instead of UDP/TLS/RTP/SAVPF")
    }
    let formats = kind.isRTP ? try RTPFormat.formats(of: media, place: place) : []
    let described = formats.first { $0.encodingName != nil }
    guard isRejected || !kind.isRTP || described != nil else {
      throw .unsupported("\(place): none of its formats has an a=rtpmap, so it cannot be told what they are")
    }
    self.init(
      index: index, mid: String(mid), kind: kind, direction: sdp.direction(of: media), isRejected: isRejected,
      isBundleOnly: isBundleOnly, isBundled: bundle.contains(mid),
      formats: formats,
      extensions: Self.extensions(of: media),
      multiplexesRTCP: media.lines.has("rtcp-mux"), hasReducedSizeRTCP: media.lines.has("rtcp-rsize"),
      sctpPort: media.lines.value(of: "sctp-port")?.decimal(in: 1...65_535),
      maximumMessageSize: media.lines.value(of: "max-message-size")?.decimal(in: 0...(.max))
        .map { min($0, Self.largestMessage) },
      firstFormat: described.map { String($0.payloadType) } ?? media.formats[0])
  }

  /// Each id and each URI once, the first of them: an id has one meaning (RFC 8285, section 5).
  private static func extensions(of media: SDP.Media) -> [HeaderExtension] {
    var ids: Set<Int> = []
    var uris: Set<String> = []
    return media.lines.values(of: "extmap").compactMap { HeaderExtension($0) }.filter {
      !ids.contains($0.id) && !uris.contains($0.uri) && ids.insert($0.id).inserted && uris.insert($0.uri).inserted
    }
  }

  private static func kind(of media: SDP.Media) -> Kind? {
    if let kind = MediaKind(rawValue: media.name) { return .media(kind) }
    let isData = dataProtocols.contains(media.proto) && media.formats[0] == "webrtc-datachannel"
    return media.name == "application" && isData ? .application : nil
  }
}

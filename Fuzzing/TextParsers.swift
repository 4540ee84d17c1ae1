// A libFuzzer target for everything that reads text or bits from outside. `make fuzz` builds and runs it: the parsers are pure
// values, and are compiled together with this file, without the rest of the package.

/// A crash, a hang or a broken promise ends the run, and leaves the input in a file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzzBits(Array(UnsafeBufferPointer(start: bytes, count: count)))
  let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  let good = GoodDescriptions.shared
  if let offer = try? RemoteOffer(text) { checkSanitizing(offer) }
  if let answer = try? RemoteAnswer(text, to: good.ourOffer) {
    let sanitized = answer.sanitized()
    precondition((try? RemoteAnswer(sanitized, to: good.ourOffer))?.sanitized() == sanitized)
  }
  _ = try? LocalOffer(checking: text)
  _ = try? LocalAnswer(checking: text, against: good.offer, selections: good.selections)
  _ = try? SessionDescription(pasted: text)
  if let candidate = try? ICECandidate(text) { precondition((try? ICECandidate(candidate.candidate)) == candidate) }
  if let fragment = try? TrickleFragment(text, to: good.offer.description) {
    precondition(fragment.candidates.count <= TransportParameters.maximumCandidates)
    precondition(fragment.candidates.allSatisfy(\.isUsable))
  }
  _ = ControlRequest(text: text)
  if let post = try? MetadataPost(json: Array(text.utf8)), (try? post.check()) != nil {
    let metadata = FrameMetadata(stream: "video_0", time: post.time ?? 0, source: post.source, regions: post.regions)
    precondition(metadata.text().text.utf8.count <= FrameMetadata.textLimit)
  }
  // A text written into a pipeline has no backslash before its last quote, where gst-launch would read on.
  let written = PipelineString("a name=x p=1 ! b").setting("p", of: "x", to: text).description
  precondition(written.hasPrefix("a name=x p=") && written.hasSuffix(" ! b") && !written.hasSuffix("\\\" ! b"))
  _ = PipelineString(text).elementNames
  return 0
}

/// Reads the bytes as a packet, as a picture, and as NAL units in every framing.
private func fuzzBits(_ bytes: [UInt8]) {
  if let header = RTPHeader(bytes) { precondition(header.length <= bytes.count) }
  _ = (StillPicture.decoder(bytes), GIFFrames.count(in: bytes, upTo: 2))
  _ = (RTPKeyFrames.vp8(bytes[...]), RTPKeyFrames.vp9(bytes[...]))
  var (h264, h265) = (H264Reader(), H265Reader())
  for framing in [NALUnits.Framing.byteStream, .lengths(1), .lengths(2), .lengths(3), .lengths(4), .rtp] {
    NALUnits.forEach(in: bytes[...], framing, .h264) { unit in
      _ = h264.read(unit)
      return true
    }
    NALUnits.forEach(in: bytes[...], framing, .h265) { unit in
      _ = h265.read(unit)
      return true
    }
  }
}

/// What is written for webrtcbin is itself a good offer, and stays as it is when it is read and written again.
private func checkSanitizing(_ offer: RemoteOffer) {
  let selections = GoodDescriptions.selections(of: offer)
  guard !selections.isEmpty else { return }
  let sanitized = offer.sanitized(keeping: selections)
  guard let again = try? RemoteOffer(sanitized) else { preconditionFailure("refused: \(sanitized)") }
  precondition(again.sanitized(keeping: GoodDescriptions.selections(of: again)) == sanitized)
  precondition(!sanitized.contains(".local"))
}

/// The good descriptions to which texts are answers.
private struct GoodDescriptions {
  static let shared = GoodDescriptions()

  let offer: RemoteOffer
  let selections: [Selection]
  let ourOffer: LocalOffer

  init() {
    do {
      offer = try RemoteOffer(Self.text(direction: "recvonly"))
      ourOffer = try LocalOffer(checking: Self.text(direction: "sendonly"))
    } catch {
      preconditionFailure("\(error)")
    }
    selections = Self.selections(of: offer)
  }

  static func selections(of offer: RemoteOffer) -> [Selection] {
    [
      offer.selection(kind: .video, codecs: [.h264, .vp8, .vp9, .av1]),
      offer.selection(kind: .audio, codecs: [.opus]),
    ].compactMap { $0 }
  }

  private static func text(direction: String) -> String {
    let hash = Array(repeating: "AB", count: 32).joined(separator: ":")
    let transport = ["a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuv", "a=fingerprint:sha-256 \(hash)"]
    let lines =
      ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0"]
      + ["m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=mid:0", "a=rtcp-mux", "a=\(direction)"]
      + transport + ["a=setup:actpass", "a=rtpmap:96 VP8/90000"]
    return lines.map { $0 + "\r\n" }.joined()
  }
}

import CGStreamer
import Synchronization

@testable import PipelineBridge

/// A browser's stand-in: a second webrtcbin that receives and decodes.
final class TestPeer: Sendable {
  let peer: PeerConnection
  private let connection: SignalConnection
  private let decoded: Counter
  /// The video packets that came in, in their order.
  let trace: PacketTrace
  private let gate: Gate

  /// Counts decoded buffers by kind, on GStreamer's threads.
  final class Counter: Sendable {
    private let counts = Mutex<[String: Int]>([:])
    private let sizes = Mutex<PictureSize?>(nil)

    func note(_ sample: Sample) {
      let name = sample.caps.first?.name ?? ""
      counts.withLock { $0[name, default: 0] += 1 }
      if let size = PictureSize(sample.caps) { sizes.withLock { $0 = size } }
    }

    func count(_ name: String) -> Int { counts.withLock { $0[name] ?? 0 } }
    var size: PictureSize? { sizes.withLock { $0 } }
  }

  var frames: Int { decoded.count("video/x-raw") }
  var sounds: Int { decoded.count("audio/x-raw") }
  var size: PictureSize? { decoded.size }

  /// - Parameters:
  ///   - codecs: what the peer offers to receive, one media section for each kind.
  ///   - profile: `profile-level-id` of H.264.
  init(codecs: [Codec] = [.h264], profile: String = "42e01f") async throws {
    peer = try PeerConnection(addresses: ["127.0.0.1"], timeline: Timeline())
    let bin = peer.bin
    let (counter, trace, gate) = (Counter(), PacketTrace(), Gate(of: bin))
    (decoded, self.trace, self.gate) = (counter, trace, gate)
    connection = bin.reference.connect("pad-added") { arguments in
      guard let pad = arguments.object(1).map(Pad.init), pad.isSource else { return }
      TestPeer.decode(pad, counter, trace)
    }
    try await peer.prepare()
    for kind in MediaKind.allCases {
      let choices = codecs.filter { $0.kind == kind }.enumerated().map { index, codec in
        TrackParameters(
          codec: codec, payloadType: (kind == .video ? 100 : 120) + 2 * index, ssrc: nil,
          profileLevelID: codec == .h264 ? profile : nil)
      }
      if !choices.isEmpty {
        try await peer.addTransceiver(choices, direction: GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY)
      }
    }
  }

  /// Decodes what comes out of a pad of webrtcbin's. Streaming thread.
  private static func decode(_ pad: Pad, _ counter: Counter, _ trace: PacketTrace) {
    guard let codec = pad.currentCaps?.first?.string("encoding-name").flatMap(Codec.init(rawValue:)),
      let webrtc = pad.parent,
      let parent = gst_object_get_parent(webrtc.reference.typed()),
      let made = gst_parse_bin_from_description(
        "\(decoding(codec)) ! appsink name=decoded sync=false async=false", 1, nil)
    else { return }
    defer { gst_object_unref(parent) }
    let decoder = Element(reference: ObjectReference(sinking: made))
    gst_bin_add(UnsafeMutableRawPointer(parent).assumingMemoryBound(to: GstBin.self), decoder.pointer)
    guard let sink = gst_bin_get_by_name(decoder.reference.typed(), "decoded"),
      let input = decoder.staticPad("sink")
    else { return }
    AppSink(element: Element(reference: ObjectReference(taking: sink))).onSample { counter.note($0) }
    if codec.kind == .video, let source = pad.currentCaps?.ssrc {
      let rtpbin = webrtc.children.first { $0.factoryName == "rtpbin" }
      let entries = rtpbin?.sinkPads.filter { $0.name.hasPrefix("recv_rtp_sink") } ?? []
      trace.watch(entries, source: source, decoder: input, depayloader: decoder.children.last)
    }
    _ = decoder.syncStateWithParent()
    _ = pad.link(to: input)
  }

  private static func decoding(_ codec: Codec) -> String {
    switch codec {
    case .h264: "rtph264depay ! avdec_h264"
    case .h265: "rtph265depay ! avdec_h265"
    case .vp8: "rtpvp8depay ! vp8dec"
    case .vp9: "rtpvp9depay ! vp9dec"
    case .av1: "rtpav1depay ! av1dec"
    case .opus: "rtpopusdepay ! opusdec"
    }
  }

  /// The whole exchange with a bridge.
  func join(_ bridge: Bridge) async throws -> Viewer {
    let viewer = try await bridge.answer(SessionDescription(kind: .offer, sdp: try await offer()))
    try await accept(await viewer.localDescription.sdp)
    return viewer
  }

  func offer() async throws -> String {
    try await peer.setLocalDescription(try await peer.createOffer())
  }

  func accept(_ answer: String) async throws {
    try await peer.setRemoteDescription(SessionDescription(kind: .answer, sdp: answer))
    try await peer.play()
  }

  /// Answers an offer of the bridge's.
  func answer(_ offer: SessionDescription) async throws -> SessionDescription {
    try await peer.setRemoteDescription(offer)
    let answer = try await peer.setLocalDescription(try await peer.createAnswer())
    try await peer.play()
    return SessionDescription(kind: .answer, sdp: answer)
  }

  /// Stops reading from the network, as a process that is suspended: its socket's buffer fills up.
  func freeze() { gate.close() }

  func thaw() { gate.open() }

  /// Is gone without a word.
  func vanish() {
    gate.silence()
    gate.close()
  }

  func close() async {
    gate.open()
    connection.disconnect()
    await peer.close()
  }
}

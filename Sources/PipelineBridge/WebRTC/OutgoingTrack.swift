import CGStreamer

/// A track that is sent: a pad of ours linked into webrtcbin, which takes finished RTP packets.
final class OutgoingTrack: Sendable {
  private let pad: Pad
  private let sink: Pad
  private let caps: Caps
  private let streamID: String

  init(_ parameters: TrackParameters, into sink: Pad) throws {
    guard let caps = parameters.caps else {
      throw BridgeError(.negotiation, "no caps can be made of \(parameters.text)")
    }
    self.caps = caps
    self.sink = sink
    streamID = "track-\(parameters.ssrc ?? 0)"
    pad = .source(named: "src")
    guard pad.link(to: sink) else { throw BridgeError(.negotiation, "webrtcbin refuses \(caps.summary)") }
    // Answer lost packets (RFC 4588); browsers on the same host lose some when they are busy.
    sink.reference.object("transceiver")?.set("do-nack", "true")
    begin()
  }

  /// Announces the caps. webrtcbin reads them for its answer, and again when its own elements are in place.
  func begin() { pad.begin(caps: caps, streamID: streamID) }

  /// Where the packets are pushed, once the descriptions have been exchanged.
  var entrance: Pad { ListEntrance.behind(sink) ?? pad }

  /// Calls `handler` on webrtcbin's thread when the peer asks for a key frame (RFC 4585 PLI, RFC 5104 FIR).
  func onKeyFrameRequest(_ handler: @escaping @Sendable () -> Void) { pad.onKeyFrameRequest(handler) }

  func close() {
    pad.deactivate()
    pad.unlinkPeer()
  }
}

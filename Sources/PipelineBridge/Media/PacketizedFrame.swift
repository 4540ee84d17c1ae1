/// The RTP packets of one frame.
struct PacketizedFrame: Sendable {
  var packets: [Buffer] = []
  /// Whether decoding can begin here.
  var isKeyFrame = false
}

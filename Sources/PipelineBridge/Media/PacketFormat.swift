/// What the packets of a frame look like to a viewer. Viewers with the same format share them.
struct PacketFormat: Sendable, Hashable {
  let payloadType: Int
  /// The number under which the viewer reads the playout delay (RFC 8285), when it does.
  let playoutDelayID: Int?
}

/// The last key frame and what has followed, while that is little: enough for who joins now to see the newest picture
/// at once, without a key frame of its own and without waiting for the next frame.
struct RecentFrames: Sendable {
  /// Few enough to be decoded in a moment.
  private static let maximumFrames = 16
  /// Linux gives a socket room for about 90 packets of this size unless it asks for more.
  private static let maximumPackets = 50

  /// Begins with a key frame, or is empty.
  private(set) var frames: [PacketizedFrame] = []
  /// Packets that have followed the key frame.
  private var packets = 0

  mutating func append(_ frame: PacketizedFrame) {
    if frame.isKeyFrame {
      frames = [frame]
      packets = 0
    } else if !frames.isEmpty {
      packets += frame.packets.count
      frames = frames.count < Self.maximumFrames && packets <= Self.maximumPackets ? frames + [frame] : []
    }
  }
}

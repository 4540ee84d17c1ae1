import Synchronization

/// Gathers the packets of one frame as they leave the payloader, so that they travel on as one list. Streaming thread.
final class FrameAssembler: Sendable {
  private let frame = Mutex(PacketizedFrame())
  private let kind: MediaKind

  init(kind: MediaKind) { self.kind = kind }

  /// A frame enters the payloader.
  func begin(isKeyFrame: Bool) { frame.withLock { $0.isKeyFrame = isKeyFrame || kind == .audio } }

  /// A packet leaves the payloader.
  /// - Returns: the whole frame with its last packet; `nil` before.
  func add(_ packet: Buffer) -> PacketizedFrame? {
    frame.withLock { frame in
      frame.packets.append(packet)
      guard kind == .audio || packet.isMarked else { return nil }
      defer { frame.packets.removeAll(keepingCapacity: true) }
      return frame
    }
  }
}

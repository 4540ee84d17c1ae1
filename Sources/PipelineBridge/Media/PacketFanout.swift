import Synchronization

/// Pushes the packets of each frame into the pad of every viewer, on the producer's thread.
///
/// A list of packets is made once for each format in use and shared. A viewer begins with a key frame. Its pad
/// never blocks: a viewer is added when its transport is connected.
final class PacketFanout: Sendable {
  private struct State {
    var members: [Int: FanoutMember] = [:]
    var nextIdentifier = 0
    var recent = RecentFrames()
  }

  private let state = Mutex(State())
  /// The payload type that the packets come with.
  private let payloadType: Int
  private let playoutDelay: PlayoutDelay

  init(payloadType: Int, playoutDelay: PlayoutDelay?) {
    self.payloadType = payloadType
    self.playoutDelay = playoutDelay ?? .none
  }

  /// Adds a viewer, which gets the frames since the last key frame at once where these are few. Any thread.
  /// - Parameter onLoss: called for each frame that this viewer is not sent, once it has begun.
  /// - Returns: what keeps the viewer in, and whether it still waits for a key frame.
  func add(
    _ pad: Pad, format: PacketFormat, onLoss: @escaping @Sendable () -> Void
  ) -> (subscription: Subscription, isWaiting: Bool) {
    let member = FanoutMember(pad: pad, format: format, onLoss: onLoss)
    var identifier = 0
    let isFollowing = member.begin {
      state.withLock { state in
        identifier = state.nextIdentifier
        state.nextIdentifier += 1
        state.members[identifier] = member
        return state.recent.frames
      }
    } as: {
      list(of: $0.packets, in: $1)
    }
    return (Subscription { [weak self, identifier] in self?.remove(identifier) }, !isFollowing)
  }

  var count: Int { state.withLock { $0.members.count } }
  /// Members that wait for a key frame.
  var waitingCount: Int { state.withLock { $0.members.values }.count { $0.urgency == .waiting } }

  /// Sends a frame.
  /// - Returns: whether somebody still waits for a key frame.
  func send(_ frame: PacketizedFrame) -> Bool {
    let members = state.withLock { state in
      state.recent.append(frame)
      return state.members.values
    }
    let queues = Dictionary(grouping: members, by: \.urgency)
    var lists: [PacketFormat: BufferList] = [:]
    var isAwaited = false
    for member in FanoutMember.Urgency.allCases.flatMap({ queues[$0] ?? [] }) {
      let format = member.format(of: frame)
      let list = lists[format] ?? list(of: frame.packets, in: format)
      lists[format] = list
      if !member.push(list, isKeyFrame: frame.isKeyFrame) { isAwaited = true }
    }
    return isAwaited
  }

  private func list(of packets: [Buffer], in format: PacketFormat) -> BufferList {
    var packets = packets
    if format.payloadType != payloadType || format.sequenceShift != 0 {
      packets = packets.map { $0.written(in: format) }
    }
    if let id = format.playoutDelayID, let first = packets.first {
      // A browser takes it from the first packet of a frame, and keeps it until it hears of another.
      packets[0] = first.withHeaderExtension(id: id, playoutDelay.bytes)
    }
    return BufferList(packets)
  }

  private func remove(_ identifier: Int) {
    _ = state.withLock { $0.members.removeValue(forKey: identifier) }
  }
}

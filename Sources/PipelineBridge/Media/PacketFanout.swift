import Synchronization

/// Pushes the packets of each frame into the pad of every viewer, on the producer's thread.
///
/// A list of packets is made once for each payload type in use and shared. A viewer begins with a key frame. Its pad
/// never blocks: a viewer is added when its transport is connected.
final class PacketFanout: Sendable {
  private struct Member {
    let pad: Pad
    let payloadType: Int
    var needsKeyFrame = true
  }

  private struct Members {
    var byIdentifier: [Int: Member] = [:]
    var nextIdentifier = 0
  }

  private let members = Mutex(Members())
  /// The payload type that the packets come with.
  private let payloadType: Int

  init(payloadType: Int) { self.payloadType = payloadType }

  func add(_ pad: Pad, payloadType: Int) -> Subscription {
    let identifier = members.withLock { members in
      defer { members.nextIdentifier += 1 }
      members.byIdentifier[members.nextIdentifier] = Member(pad: pad, payloadType: payloadType)
      return members.nextIdentifier
    }
    return Subscription { [weak self] in self?.remove(identifier) }
  }

  var count: Int { members.withLock { $0.byIdentifier.count } }

  /// Sends the packets of one frame.
  /// - Returns: whether somebody still waits for a key frame.
  func send(_ packets: [Buffer], isKeyFrame: Bool) -> Bool {
    let (receivers, isAwaited) = members.withLock { members in
      for (identifier, member) in members.byIdentifier where member.needsKeyFrame && isKeyFrame {
        members.byIdentifier[identifier]?.needsKeyFrame = false
      }
      let ready = members.byIdentifier.filter { !$0.value.needsKeyFrame }
      return (ready, ready.count < members.byIdentifier.count)
    }
    var lists: [Int: BufferList] = [:]
    for (identifier, member) in receivers {
      let list = lists[member.payloadType] ?? list(of: packets, payloadType: member.payloadType)
      lists[member.payloadType] = list
      // Whoever closes a viewer removes it; until then what its pad refuses is lost for this viewer alone.
      if !member.pad.push(list) { lose(identifier) }
    }
    return isAwaited
  }

  private func list(of packets: [Buffer], payloadType: Int) -> BufferList {
    BufferList(payloadType == self.payloadType ? packets : packets.map { $0.withPayloadType(payloadType) })
  }

  private func lose(_ identifier: Int) {
    members.withLock { $0.byIdentifier[identifier]?.needsKeyFrame = true }
  }

  private func remove(_ identifier: Int) {
    _ = members.withLock { $0.byIdentifier.removeValue(forKey: identifier) }
  }
}

import Synchronization

/// One viewer's end of a fan-out: a pad, and whether what comes next can be decoded there.
final class FanoutMember: Sendable {
  private enum State {
    /// Nothing has been pushed yet.
    case new
    /// Whatever comes next can be decoded.
    case following
    /// A frame is missing: what comes next cannot be decoded until there is a key frame.
    case lost
  }

  /// In which order a frame is sent.
  enum Urgency: CaseIterable {
    /// Needs a key frame before it can decode anything.
    case waiting
    /// Was told for how long to hold frames back, by default not at all.
    case prompt
    /// Holds frames back as it likes.
    case patient
  }

  let format: PacketFormat
  private let pad: Pad
  private let onLoss: @Sendable () -> Void
  private let state = Mutex(State.new)

  /// - Parameter onLoss: called for each frame that is not pushed, once one has been.
  init(pad: Pad, format: PacketFormat, onLoss: @escaping @Sendable () -> Void) {
    self.pad = pad
    self.format = format
    self.onLoss = onLoss
  }

  var urgency: Urgency {
    if state.withLock({ $0 != .following }) { return .waiting }
    return format.playoutDelayID == nil ? .patient : .prompt
  }

  /// Pushes the packets of a frame, unless the viewer waits for a key frame and this is none. What the pad refuses is
  /// lost for this viewer alone, which from then on waits for a key frame.
  /// - Returns: whether the viewer can decode what it has been sent.
  func push(_ list: BufferList, isKeyFrame: Bool) -> Bool {
    state.withLock { push(list, isKeyFrame: isKeyFrame, state: &$0) }
  }

  /// Pushes `frames` before anything else that is pushed by others meanwhile.
  /// - Parameter frames: called once those others wait.
  /// - Returns: whether the viewer can decode what it has been sent.
  func begin(with frames: () -> [(list: BufferList, isKeyFrame: Bool)]) -> Bool {
    state.withLock { state in
      for frame in frames() { _ = push(frame.list, isKeyFrame: frame.isKeyFrame, state: &state) }
      return state == .following
    }
  }

  private func push(_ list: BufferList, isKeyFrame: Bool, state: inout State) -> Bool {
    if isKeyFrame || state == .following { state = pad.push(list) ? .following : .lost }
    if state == .lost { onLoss() }
    return state == .following
  }
}

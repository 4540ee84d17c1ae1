import Synchronization

/// One viewer's end of a fan-out: a pad, and whether what comes next can be decoded there.
final class FanoutMember: Sendable {
  private enum Progress {
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

  private struct State {
    var progress = Progress.new
    var format: PacketFormat
  }

  private let pad: Pad
  private let onLoss: @Sendable () -> Void
  private let state: Mutex<State>

  /// - Parameter onLoss: called for each frame that is not pushed, once one has been.
  init(pad: Pad, format: PacketFormat, onLoss: @escaping @Sendable () -> Void) {
    self.pad = pad
    self.onLoss = onLoss
    state = Mutex(State(format: format))
  }

  var urgency: Urgency {
    state.withLock { state in
      if state.progress != .following { return .waiting }
      return state.format.playoutDelayID == nil ? .patient : .prompt
    }
  }

  /// How the packets of a frame are written for this viewer. Its first packet settles the numbers of all.
  func format(of frame: PacketizedFrame) -> PacketFormat { state.withLock { format(of: frame, state: &$0) } }

  private func format(of frame: PacketizedFrame, state: inout State) -> PacketFormat {
    if state.progress == .new, let number = frame.packets.first?.sequenceNumber {
      state.format = state.format.beginning(at: number)
    }
    return state.format
  }

  /// Pushes the packets of a frame, unless the viewer waits for a key frame and this is none. What the pad refuses is
  /// lost for this viewer alone, which from then on waits for a key frame.
  /// - Returns: whether the viewer can decode what it has been sent.
  func push(_ list: BufferList, isKeyFrame: Bool) -> Bool {
    state.withLock { push(list, isKeyFrame: isKeyFrame, state: &$0) }
  }

  /// Pushes `frames` before anything else that is pushed by others meanwhile.
  /// - Parameters:
  ///   - frames: called once those others wait.
  ///   - list: writes the packets of one.
  /// - Returns: whether the viewer can decode what it has been sent.
  func begin(with frames: () -> [PacketizedFrame], as list: (PacketizedFrame, PacketFormat) -> BufferList) -> Bool {
    state.withLock { state in
      for frame in frames() {
        _ = push(list(frame, format(of: frame, state: &state)), isKeyFrame: frame.isKeyFrame, state: &state)
      }
      return state.progress == .following
    }
  }

  private func push(_ list: BufferList, isKeyFrame: Bool, state: inout State) -> Bool {
    if isKeyFrame || state.progress == .following { state.progress = pad.push(list) ? .following : .lost }
    if state.progress == .lost { onLoss() }
    return state.progress == .following
  }
}

import Synchronization

/// What is known of one stream's pictures beside their format: how they must be turned, and the newest. Any thread.
final class StreamPicture: Sendable {
  fileprivate struct State {
    var traits = PictureTraits()
    var caps: Caps?
    var newest: (sample: Sample, since: ContinuousClock.Instant)?
    /// The tag as it was sent, whether or not the pipeline itself has turned the picture.
    var tag = Orientation.upright
  }

  private let state = Mutex(State())

  var traits: PictureTraits { state.withLock { $0.traits } }

  /// The newest picture that can be encoded by itself, and how long ago it came.
  var newest: (sample: Sample, age: Duration)? {
    state.withLock { state in state.newest.map { ($0.sample, .now - $0.since) } }
  }

  /// Takes note of a frame. Streaming thread.
  /// - Parameters:
  ///   - keeps: whether the frame is a whole picture.
  ///   - mayBeInterlaced: what the bitstream says, where caps are silent.
  /// - Returns: whether the traits have changed.
  func note(_ sample: Sample, keeps: Bool, mayBeInterlaced: Bool) -> Bool {
    state.withLock { state in
      state.newest = keeps ? (sample, .now) : nil
      guard state.caps?.pointer != sample.caps.pointer || (mayBeInterlaced && !state.traits.isInterlaced) else {
        return false
      }
      state.caps = sample.caps
      return state.change { traits in
        sample.caps.first.map { traits.read($0) }
        if mayBeInterlaced { traits.isInterlaced = true }
      }
    }
  }

  /// Gives the newest picture's memory back to the source, which ends.
  func forgetNewest() { state.withLock { $0.newest = nil } }

  /// Takes note of what a parser has found in the bitstream.
  /// - Returns: whether the traits have changed.
  func note(parsed caps: Caps) -> Bool {
    state.withLock { state in state.change { traits in caps.first.map { traits.read($0) } } }
  }

  /// Follows the orientation that the source names, for as long as the pad lives.
  /// - Parameters:
  ///   - pad: the sink pad at the end of the stream.
  ///   - onChange: called on the streaming thread.
  func follow(_ pad: Pad, onChange: @escaping @Sendable () -> Void) {
    // The probe must not keep its own pad alive.
    pad.onStreamEvent { [weak self, weak reference = pad.reference] event in
      guard let self, let reference else { return }
      if note(event, at: Pad(reference: reference)) { onChange() }
    }
  }

  private func note(_ event: StreamEvent, at pad: Pad) -> Bool {
    let tag = state.withLock { state in
      switch event {
      case .begin: state.tag = .upright
      case .orientation(let name): state.tag = Orientation(rawValue: name) ?? .upright
      case .caps: break
      }
      return state.tag
    }
    // GStreamer before 1.24 leaves the tag as it is when an element turns the picture; what turns it can change.
    let orientation = tag != .upright && pad.upstreamElements.contains(where: \.turnsPictures) ? .upright : tag
    return state.withLock { state in state.change { $0.orientation = orientation } }
  }
}

extension StreamPicture.State {
  fileprivate mutating func change(_ body: (inout PictureTraits) -> Void) -> Bool {
    let before = traits
    body(&traits)
    return traits != before
  }
}

extension Element {
  /// Whether it is set to turn or mirror pictures, also where it does so by their tag, as `videoflip` can.
  fileprivate var turnsPictures: Bool { (reference.enumeration("video-direction") ?? 0) != 0 }
}

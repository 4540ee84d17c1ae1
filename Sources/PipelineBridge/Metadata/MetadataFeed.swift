import Synchronization

/// All that is found in a source's streams, to whoever listens: as values, and once more as text that is made once for
/// all viewers.
final class MetadataFeed: Sendable {
  let frames = Broadcast<FrameMetadata>()
  let events = Broadcast<PipelineEvent>()
  /// `frames` as JSON.
  let texts = Broadcast<String>()
  /// `events` as messages of the control channel.
  let eventTexts = Broadcast<String>()

  private struct State {
    var counts = Status.Metadata()
    var nextEvent = 0
    var allowance = TokenBucket(rate: MetadataFeed.eventRate)
    var postAllowance = TokenBucket(rate: MetadataFeed.postRate)
  }

  /// Events a second, of all elements together.
  private static let eventRate = 500.0
  /// What programs send a second.
  static let postRate = 250.0
  private let state = Mutex(State())

  var counts: Status.Metadata { state.withLock { $0.counts } }

  func count(_ change: (inout Status.Metadata) -> Void) { state.withLock { change(&$0.counts) } }

  /// Whether a program may send something more now.
  func allowPost() -> Bool { state.withLock { $0.postAllowance.take() } }

  func send(_ metadata: FrameMetadata) {
    if metadata.dropped > 0 { count { $0.droppedRegions += metadata.dropped } }
    guard !metadata.regions.isEmpty || metadata.duration > 0 else { return }
    count {
      $0.frames += 1
      $0.regions += metadata.regions.count
    }
    frames.send(metadata)
    guard !texts.isEmpty else { return }
    let (text, dropped) = metadata.text()
    if dropped > 0 { count { $0.droppedRegions += dropped } }
    texts.send(text)
  }

  func send(_ event: PipelineEvent) {
    let numbered: PipelineEvent? = state.withLock { state in
      var event = event
      event.number = state.nextEvent
      state.nextEvent += 1
      guard state.allowance.take() else {
        state.counts.droppedEvents += 1
        return nil
      }
      state.counts.events += 1
      return event
    }
    guard let numbered else { return }
    events.send(numbered)
    if !eventTexts.isEmpty, let text = ControlMessage.event(numbered).text { eventTexts.send(text) }
  }
}

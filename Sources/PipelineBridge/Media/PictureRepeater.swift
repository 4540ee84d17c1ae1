import Dispatch

/// Gives an encoding the newest picture once more when a key frame is wanted and the source gives none: of a screen that
/// stands still a viewer sees nothing otherwise.
final class PictureRepeater: Sendable {
  /// Longer than the time between two pictures of a source that moves.
  private static let patience = DispatchTimeInterval.milliseconds(300)
  private static let age = Duration.milliseconds(300)

  private let queue = DispatchQueue(label: "bridge.repeater")
  private let isWaiting = Flag()
  private let live: LiveEncoding
  private let stream: MediaStream
  private let ledger: FrameLedger
  private let timeline: Timeline

  init(_ live: LiveEncoding, of stream: MediaStream, ledger: FrameLedger, timeline: Timeline) {
    self.live = live
    self.stream = stream
    self.ledger = ledger
    self.timeline = timeline
  }

  /// A picture is wanted within 300 ms. Any thread.
  func start() {
    guard stream.kind == .video, isWaiting.raise() else { return }
    queue.asyncAfter(deadline: .now() + Self.patience) { [weak self] in self?.pass() }
  }

  private func pass() {
    isWaiting.lower()
    guard live.encoding?.plan.encoder != nil, let newest = stream.picture.newest, newest.age >= Self.age,
      let time = newest.sample.runningTime
    else { return }
    // As late as it was the first time, so that the next picture of the source has a later time.
    let again = min(time + ClockTime(newest.age / .nanoseconds(1)), timeline.now)
    stream.metadata.repeatNewest(at: again)
    ledger.enter(again, at: timeline.now)
    live.take(Sample(buffer: newest.sample.buffer, caps: newest.sample.caps, runningTime: again), of: stream)
  }
}

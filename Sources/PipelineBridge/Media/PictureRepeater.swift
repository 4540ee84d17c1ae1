import Dispatch

/// Gives an encoding the newest picture once more when a key frame is wanted and the source gives none: of a screen that
/// stands still a viewer sees nothing otherwise.
final class PictureRepeater: Sendable {
  /// Longer than the time between two pictures of a source that moves.
  private static let patience = DispatchTimeInterval.milliseconds(300)
  private static let age = Duration.milliseconds(300)
  /// Nanoseconds in which the pictures since the last key frame are sent once more: less than `age`.
  private static let longestRepetition: ClockTime = 250_000_000

  private let queue = DispatchQueue(label: "bridge.repeater")
  private let isWaiting = Flag()
  /// Whether a viewer has asked, or has just come: a browser can miss a single picture that comes before its page shows
  /// the video.
  private let isWanted = Flag()
  private let live: LiveEncoding
  private let stream: MediaStream
  private let ledger: FrameLedger
  private let timeline: Timeline
  private let isAwaited: @Sendable () -> Bool
  private let onDecoderNeeded: @Sendable () -> Void

  /// - Parameters:
  ///   - isAwaited: whether a viewer waits for a key frame.
  ///   - onDecoderNeeded: called when only a decoder that begins once more can give the newest picture.
  init(
    _ live: LiveEncoding, of stream: MediaStream, ledger: FrameLedger, timeline: Timeline,
    isAwaited: @escaping @Sendable () -> Bool, onDecoderNeeded: @escaping @Sendable () -> Void
  ) {
    self.live = live
    self.stream = stream
    self.ledger = ledger
    self.timeline = timeline
    self.isAwaited = isAwaited
    self.onDecoderNeeded = onDecoderNeeded
  }

  static func standsStill(_ age: Duration) -> Bool { age >= self.age }

  /// A picture is wanted within 300 ms. Any thread.
  /// - Parameter isRequest: whether a viewer wants it, also where all have had one.
  func start(isRequest: Bool = false) {
    if isRequest { isWanted.raise() }
    guard stream.kind == .video, isWaiting.raise() else { return }
    queue.asyncAfter(deadline: .now() + Self.patience) { [weak self] in self?.pass() }
  }

  private func pass() {
    isWaiting.lower()
    let isWanted = isWanted.lower()
    guard let plan = live.encoding?.plan else { return }
    if plan.takesNewestOnly {
      repeatNewest()
    } else if isWanted || isAwaited(), let age = stream.age {
      // It may come to rest just now.
      guard Self.standsStill(age) else { return isAwaited() ? start() : () }
      if plan.isTranscoding { onDecoderNeeded() } else { repeatRecent() }
    }
  }

  private func repeatNewest() {
    guard let newest = stream.picture.newest, let time = newest.sample.runningTime else { return }
    guard Self.standsStill(newest.age) else { return isAwaited() ? start() : () }
    // As late as it was the first time, so that the next picture of the source has a later time.
    let again = timeline.delayed(time, by: newest.age)
    stream.metadata.repeatNewest(at: again)
    ledger.enter(again, at: timeline.now)
    live.take(newest.sample.moved { _ in again }, of: stream)
  }

  /// Sends all encoded pictures since the last key frame once more, the newest as if it came now.
  private func repeatRecent() {
    // Packets have numbers already, which a depayloader takes once.
    guard stream.format?.isRTP == false else { return }
    stream.catchUp { recent in
      guard Self.standsStill(recent.age), let last = recent.samples.last?.runningTime else { return }
      let again = timeline.delayed(last, by: recent.age)
      let before = recent.samples.first?.runningTime.map { last - min($0, last) } ?? 0
      let pace = min(1, Double(Self.longestRepetition) / Double(max(before, 1)))
      stream.metadata.repeatNewest(at: again)
      for sample in recent.samples {
        live.take(sample.moved { again - min(again, ClockTime(Double(last - min($0, last)) * pace)) }, of: stream)
      }
    }
  }
}

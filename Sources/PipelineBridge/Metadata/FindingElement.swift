import CGStreamer
import Synchronization

/// An element that finds things: which frame it looks at, and where that frame's points are in the stream's picture.
final class FindingElement: Sendable {
  private struct State {
    var allowance = TokenBucket(rate: FindingElement.messageRate)
    /// Running time of the newest buffer that went in; counted only for elements whose messages name no time.
    var lastInput: ClockTime?
    var listens = false
    var mapping: PictureMapping?
    var measured: ContinuousClock.Instant?
    var measurements = 0
  }

  /// Elements behind it know how they change the picture only once frames have come through.
  private static let earlyMeasurements = 10

  /// Messages a second.
  private static let messageRate = 250.0
  private let state = Mutex(State())
  let name: String
  private let input: Pad?
  private let output: Pad?
  private let probe: GeometryProbe?

  init(_ element: Element) {
    name = element.name
    input = element.staticPad("sink") ?? element.sinkPads.first
    output = element.staticPad("src") ?? element.sourcePads.first
    probe = output.map(GeometryProbe.init)
  }

  /// Whether it may say something more now.
  func isAllowed() -> Bool { state.withLock { $0.allowance.take() } }

  /// Whether the stream's frames do not pass through it. Known once `mapping` has been asked for.
  var isBeside: Bool { probe?.isElsewhere ?? true }

  /// The running time of the frame that it looks at; `nil` when that is not known yet.
  func lastInput() -> ClockTime? {
    guard let input else { return nil }
    let (time, isNew) = state.withLock { state in
      defer { state.listens = true }
      return (state.lastInput, !state.listens)
    }
    if isNew {
      input.onBuffer { [weak self, weak pad = input.reference] buffer in
        guard let self, let pad else { return }
        let time = Pad(reference: pad).runningTime(of: buffer)
        state.withLock { $0.lastInput = time }
      }
    }
    return time
  }

  /// Where the pixels that it looks at are in the picture that leaves the source at `openPad`. Measured anew every
  /// second: a crop can change while it plays.
  /// - Returns: `nil` when its picture has no size.
  func mapping(to openPad: Pad?) -> PictureMapping? {
    let now = ContinuousClock.now
    let known: PictureMapping? = state.withLock { state in
      guard let measured = state.measured, now - measured < .seconds(1), state.measurements > Self.earlyMeasurements
      else {
        state.measured = now
        state.measurements += 1
        return nil
      }
      return state.mapping
    }
    if let known { return known }
    let mapping = openPad.flatMap { probe?.measure(from: $0) } ?? ownPicture
    state.withLock { $0.mapping = mapping }
    return mapping
  }

  /// For an element beside the stream: scaled at most.
  private var ownPicture: PictureMapping? {
    let caps = input?.currentCaps ?? output?.currentCaps
    return caps.flatMap(PictureSize.init).map { PictureMapping(width: Double($0.width), height: Double($0.height)) }
  }
}

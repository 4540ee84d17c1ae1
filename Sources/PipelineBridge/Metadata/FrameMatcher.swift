/// Finds the frame that a finding belongs to, by time: findings come before their frame (posted on the bus by an element
/// that the frame has still to leave) or after it (from another branch of the pipeline, or another program).
struct FrameMatcher {
  /// A frame that has left the source.
  struct Frame: Sendable, Equatable {
    /// What the source's own elements call its time: nanoseconds on the common clock.
    let sourceTime: ClockTime
    /// Nanoseconds of the bridge's running time; RTP time is made of it.
    let time: ClockTime
  }

  enum Match: Equatable {
    /// The frame has not come yet.
    case awaited
    case passed(Frame)
    /// There was no such frame: dropped before the open pad, or too long ago.
    case none
  }

  private struct Finding {
    let sourceTime: ClockTime?
    let regions: [Region]
  }

  private static let memory = 256
  private var recent: [Frame] = []
  private var pending: [Finding] = []
  /// Nanoseconds between two frames.
  private var interval: ClockTime = 40_000_000

  var newest: Frame? { recent.last }

  func frame(where matches: (Frame) -> Bool) -> Frame? { recent.last(where: matches) }

  /// - Parameter sourceTime: `nil` for the next frame.
  mutating func add(_ regions: [Region], at sourceTime: ClockTime?) -> Match {
    if let sourceTime, let newest, sourceTime <= newest.sourceTime + interval / 2 {
      return recent.min { distance($0, sourceTime) < distance($1, sourceTime) }
        .flatMap { distance($0, sourceTime) <= interval / 2 ? .passed($0) : nil } ?? .none
    }
    pending.append(Finding(sourceTime: sourceTime, regions: regions))
    guard pending.count > Self.memory else { return .awaited }
    pending.removeFirst()
    return .none
  }

  /// A frame leaves the source.
  /// - Parameter interval: nanoseconds to the next frame, where that is known.
  /// - Returns: what has been found in it, and how many findings had no frame.
  mutating func take(_ frame: Frame, interval known: ClockTime?) -> (regions: [Region], lost: Int) {
    if let known, known > 0 {
      interval = known
    } else if let last = recent.last, frame.sourceTime > last.sourceTime {
      interval = min(frame.sourceTime - last.sourceTime, 1_000_000_000)
    }
    // A new life of the source begins before the end of the last one: what was known of that is of no use.
    if let last = recent.last, frame.sourceTime < last.sourceTime { recent.removeAll(keepingCapacity: true) }
    if recent.count == Self.memory { recent.removeFirst(Self.memory / 2) }
    recent.append(frame)

    guard !pending.isEmpty else { return ([], 0) }
    var regions: [Region] = []
    var lost = 0
    var later: [Finding] = []
    for finding in pending {
      if let time = finding.sourceTime, distance(frame, time) > interval / 2 {
        if time > frame.sourceTime { later.append(finding) } else { lost += finding.regions.count }
      } else {
        regions += finding.regions
      }
    }
    pending = later
    return (regions, lost)
  }

  private func distance(_ frame: Frame, _ time: ClockTime) -> ClockTime {
    frame.sourceTime > time ? frame.sourceTime - time : time - frame.sourceTime
  }
}

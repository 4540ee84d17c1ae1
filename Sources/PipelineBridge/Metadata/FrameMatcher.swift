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

  /// What has come of a frame: its own findings, those that turn out to belong to the frame before it, and how many
  /// have no frame.
  struct Taken: Equatable {
    var regions: [Region] = []
    var ofPrevious: [Region] = []
    var lost = 0
  }

  private static let memory = 256
  /// Times that differ by less are the same: elements round.
  private static let tolerance: ClockTime = 1_000_000
  private var recent: [Frame] = []
  private var pending: [Finding] = []
  /// Nanoseconds between two frames.
  private var interval: ClockTime = 40_000_000

  var newest: Frame? { recent.last }

  func frame(where matches: (Frame) -> Bool) -> Frame? { recent.last(where: matches) }

  /// - Parameter sourceTime: `nil` for the next frame.
  mutating func add(_ regions: [Region], at sourceTime: ClockTime?) -> Match {
    // What is later than the newest frame may belong to the next, however near that will be.
    if let sourceTime, let newest, sourceTime <= newest.sourceTime + Self.tolerance {
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
  mutating func take(_ frame: Frame, interval known: ClockTime?) -> Taken {
    if let known, known > 0 {
      interval = known
    } else if let last = recent.last, frame.sourceTime > last.sourceTime {
      interval = min(frame.sourceTime - last.sourceTime, 1_000_000_000)
    }
    // A new life of the source begins before the end of the last one: what was known of that is of no use.
    if let last = recent.last, frame.sourceTime < last.sourceTime { recent.removeAll(keepingCapacity: true) }
    let previous = recent.last
    if recent.count == Self.memory { recent.removeFirst(Self.memory / 2) }
    recent.append(frame)

    var taken = Taken()
    guard !pending.isEmpty else { return taken }
    var later: [Finding] = []
    for finding in pending {
      guard let time = finding.sourceTime else {
        taken.regions += finding.regions
        continue
      }
      if time > frame.sourceTime + Self.tolerance {
        later.append(finding)
      } else if let previous, distance(previous, time) < min(distance(frame, time), interval / 2) {
        taken.ofPrevious += finding.regions
      } else if distance(frame, time) <= max(interval / 2, Self.tolerance) {
        taken.regions += finding.regions
      } else {
        taken.lost += finding.regions.count
      }
    }
    pending = later
    return taken
  }

  private func distance(_ frame: Frame, _ time: ClockTime) -> ClockTime {
    frame.sourceTime > time ? frame.sourceTime - time : time - frame.sourceTime
  }
}

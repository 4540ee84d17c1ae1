/// Finds the frame that a detection belongs to, by time. Detections come before their frame (posted on the bus by an
/// element that the frame has still to leave) or after it (from another branch of the pipeline, or another program).
struct FrameMatcher {
  /// A frame that has left the source.
  struct Frame: Sendable, Equatable {
    /// What the source's own elements call its time: nanoseconds on the common clock.
    let sourceTime: ClockTime
    /// Nanoseconds of the bridge's running time; RTP time is made of it.
    let time: ClockTime
    /// Its PTS, which a program reads beside the pipeline.
    var stamp: ClockTime?
  }

  enum Match: Equatable {
    /// The frame has not come yet.
    case awaited
    case passed(Frame)
    /// There was no such frame: dropped before the open pad, or too long ago.
    case none
  }

  /// A detection that waits for its frame.
  private struct Waiting {
    let sourceTime: ClockTime?
    let regions: [Region]
    let detector: String?
  }

  /// A detection that goes on to be shown after its frame.
  struct Held: Equatable {
    let frame: Frame
    let detector: String
    let regions: [Region]
  }

  /// What has come of a frame: its own regions, those that turn out to belong to the frame before it, those to be held,
  /// and how many have no frame.
  struct Taken: Equatable {
    var regions: [Region] = []
    var ofPrevious: [Region] = []
    var held: [Held] = []
    var lost = 0
  }

  /// The last frames that are known, at least.
  static let memory = 256
  /// By how much another branch may be ahead.
  private static let lead: ClockTime = 1_000_000_000
  /// Times that differ by less are the same: elements round.
  private static let tolerance: ClockTime = 1_000_000
  private var recent: [Frame] = []
  private var pending: [Waiting] = []
  /// Nanoseconds between two frames.
  private(set) var interval: ClockTime = 40_000_000

  var newest: Frame? { recent.last }

  func frame(where matches: (Frame) -> Bool) -> Frame? { recent.last(where: matches) }

  /// The frame whose time is nearest, the newest of those that are equally near. One that is about to come, since another
  /// branch of the pipeline was faster, is placed by the newest.
  /// - Parameters:
  ///   - time: in the time that `key` reads.
  ///   - tolerance: how far it may be off, in nanoseconds; half an interval where that is more.
  func frame(nearest time: ClockTime, tolerance: ClockTime, by key: (Frame) -> ClockTime?) -> Frame? {
    let limit = max(tolerance, interval / 2)
    if let newest, let own = key(newest), time > own + limit {
      let ahead = time - own
      guard ahead <= Self.lead else { return nil }
      return Frame(
        sourceTime: newest.sourceTime + ahead, time: newest.time + ahead, stamp: newest.stamp.map { $0 + ahead })
    }
    var best: (frame: Frame, distance: ClockTime)?
    for frame in recent.reversed() {
      guard let own = key(frame) else { continue }
      let distance = own > time ? own - time : time - own
      if distance <= limit, distance < best?.distance ?? .max { best = (frame, distance) }
    }
    return best?.frame
  }

  /// - Parameters:
  ///   - sourceTime: `nil` for the next frame.
  ///   - detector: the name of a detector beside the stream, whose detections are held: they need no frame of their own.
  mutating func add(_ regions: [Region], at sourceTime: ClockTime?, detector: String? = nil) -> Match {
    // What is later than the newest frame may belong to the next, however near that will be.
    if let sourceTime, let newest, sourceTime <= newest.sourceTime + Self.tolerance {
      guard let nearest = recent.min(by: { distance($0, sourceTime) < distance($1, sourceTime) }) else { return .none }
      if distance(nearest, sourceTime) <= interval / 2 { return .passed(nearest) }
      return detector == nil ? .none : .passed(forgotten(sourceTime, near: nearest))
    }
    pending.append(Waiting(sourceTime: sourceTime, regions: regions, detector: detector))
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
    // A new run of the source begins before the end of the last one: what was known of that is of no use.
    if let last = recent.last, frame.sourceTime < last.sourceTime { recent.removeAll(keepingCapacity: true) }
    let previous = recent.last
    // A frame may come as many RTP packets.
    if previous?.sourceTime != frame.sourceTime {
      if recent.count == 2 * Self.memory { recent.removeFirst(Self.memory) }
      recent.append(frame)
    }

    var taken = Taken()
    guard !pending.isEmpty else { return taken }
    var later: [Waiting] = []
    for waiting in pending {
      guard let time = waiting.sourceTime else {
        taken.add(waiting.regions, waiting.detector, to: frame)
        continue
      }
      guard time <= frame.sourceTime + Self.tolerance else {
        later.append(waiting)
        continue
      }
      let limit = waiting.detector == nil ? interval / 2 : .max
      if let previous, distance(previous, time) < min(distance(frame, time), limit) {
        taken.add(waiting.regions, waiting.detector, to: previous, isPrevious: true)
      } else if distance(frame, time) <= max(limit, Self.tolerance) {
        taken.add(waiting.regions, waiting.detector, to: frame)
      } else {
        taken.lost += waiting.regions.count
      }
    }
    pending = later
    return taken
  }

  /// A frame that is not known any more, or never came, placed by one that is known.
  private func forgotten(_ sourceTime: ClockTime, near known: Frame) -> Frame {
    let distance = distance(known, sourceTime)
    let time = known.sourceTime < sourceTime ? known.time + distance : known.time - min(distance, known.time)
    return Frame(sourceTime: sourceTime, time: time)
  }

  private func distance(_ frame: Frame, _ time: ClockTime) -> ClockTime {
    frame.sourceTime > time ? frame.sourceTime - time : time - frame.sourceTime
  }
}

extension FrameMatcher.Taken {
  fileprivate mutating func add(
    _ regions: [Region], _ detector: String?, to frame: FrameMatcher.Frame, isPrevious: Bool = false
  ) {
    if let detector {
      held.append(FrameMatcher.Held(frame: frame, detector: detector, regions: regions))
    } else if isPrevious {
      ofPrevious += regions
    } else {
      self.regions += regions
    }
  }
}

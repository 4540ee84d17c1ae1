import Synchronization

/// What was detected in one stream's frames, until it goes out with them.
final class FrameTrack: Sendable {
  fileprivate struct State {
    var matcher = FrameMatcher()
    /// Read from the caps once.
    var caps: Caps?
    var picture: PictureMapping?
    var interval: ClockTime?
    var pixel = 0.01
    /// How the picture is turned before it is shown.
    var orientation = Orientation.upright
    /// What was found in the newest frame.
    var newest: [Region] = []
    /// By the detector's name.
    var intervals: [String: DetectionInterval] = [:]
  }

  private let state = Mutex(State())
  private let stream: String
  private let feed: MetadataFeed

  init(stream: String, feed: MetadataFeed) {
    self.stream = stream
    self.feed = feed
  }

  /// A frame leaves the source; its metadata go before it. Streaming thread.
  /// - Parameter sourceTime: the frame's running time in its own pipeline, counted on the common clock.
  /// - Returns: the frame as it goes on.
  func pass(_ sample: Sample, sourceTime: ClockTime) -> Sample {
    guard let time = sample.runningTime else { return sample }
    let (metadata, others): (FrameMetadata, [FrameMetadata]) = state.withLock { state in
      state.note(sample.caps)
      let frame = FrameMatcher.Frame(sourceTime: sourceTime, time: time, stamp: sample.buffer.time)
      let previous = state.matcher.newest
      let taken = state.matcher.take(frame, interval: state.interval)
      let found = taken.regions
      var metadata = FrameMetadata(stream: stream, time: UInt64(time), regions: found, dropped: taken.lost)
      var others = taken.held.compactMap { held in
        state.hold(held.regions, of: held.detector, from: held.frame).map {
          FrameMetadata(
            stream: stream, time: UInt64(held.frame.time), duration: UInt64($0), source: held.detector,
            regions: held.regions)
        }
      }
      if let previous, !taken.ofPrevious.isEmpty {
        others.append(FrameMetadata(stream: stream, time: UInt64(previous.time), regions: taken.ofPrevious))
      }
      if let picture = state.picture {
        var attached = sample.buffer.regions(in: picture)
        attached.regions = attached.regions.map { $0.turned(by: state.orientation) }
        // Some elements do both: they post a region, and attach it to the frame.
        metadata.regions += attached.regions.filter { region in
          !found.contains { $0.isSame(as: region, within: state.pixel) }
        }
        metadata.dropped += attached.dropped
      }
      metadata = metadata.bounded()
      state.newest = metadata.regions
      return (metadata, others.map { $0.bounded() })
    }
    for other in others { feed.send(other) }
    feed.send(metadata)
    guard metadata.dropped > 0 else { return sample }
    return Sample(buffer: sample.buffer.withoutRegions(), caps: sample.caps, runningTime: time)
  }

  /// Regions that were detected in the frame of a time. Those that come after their frame are held.
  /// - Parameters:
  ///   - sourceTime: `nil` for the next frame.
  ///   - detector: the element.
  ///   - isBeside: whether it looks at the frames beside the stream, and perhaps not at each: its detections are held.
  func add(_ regions: [Region], dropped: Int, at sourceTime: ClockTime?, detector: String, isBeside: Bool) {
    let metadata: FrameMetadata? = state.withLock { state in
      // In the stream, an element that detects nothing leaves its frame without regions.
      let regions = regions.map { $0.turned(by: state.orientation) }
      guard isBeside || !regions.isEmpty || dropped > 0 else { return nil }
      var metadata = FrameMetadata(stream: stream, time: 0, regions: [], dropped: dropped)
      switch state.matcher.add(regions, at: sourceTime, detector: isBeside ? detector : nil) {
      case .awaited: break
      case .passed(let frame):
        metadata.time = UInt64(frame.time)
        guard let duration = state.hold(regions, of: detector, from: frame) else { break }
        (metadata.duration, metadata.source, metadata.regions) = (UInt64(duration), detector, regions)
      case .none: metadata.dropped += regions.count
      }
      return metadata.bounded()
    }
    if let metadata { feed.send(metadata) }
  }

  /// For how long the regions of a program, or of code in this process, hold after their frame, in nanoseconds.
  func hold(_ regions: [Region], of detector: String, from frame: FrameMatcher.Frame) -> ClockTime {
    state.withLock { $0.hold(regions, of: detector, from: frame) } ?? 0
  }

  /// How the picture is turned before it is shown, from now on. What is found is counted in the turned picture.
  func turn(to orientation: Orientation) { state.withLock { $0.orientation = orientation } }

  /// The newest frame is shown once more.
  /// - Parameter time: the running time of the repetition.
  func repeatNewest(at time: ClockTime) {
    let regions = state.withLock { $0.newest }
    guard !regions.isEmpty else { return }
    feed.send(FrameMetadata(stream: stream, time: UInt64(time), regions: regions, dropped: 0))
  }

  var newest: FrameMatcher.Frame? { state.withLock { $0.matcher.newest } }

  /// The newest frame that meets a condition, of those that have passed in the last seconds.
  func frame(where matches: (FrameMatcher.Frame) -> Bool) -> FrameMatcher.Frame? {
    state.withLock { $0.matcher.frame(where: matches) }
  }

  /// The frame whose time is nearest, within half a frame's interval or `tolerance` nanoseconds.
  func frame(
    nearest time: ClockTime, tolerance: ClockTime = 10_000_000, by key: (FrameMatcher.Frame) -> ClockTime?
  ) -> FrameMatcher.Frame? {
    state.withLock { $0.matcher.frame(nearest: time, tolerance: tolerance, by: key) }
  }
}

extension FrameTrack.State {
  /// Detectors whose interval is known.
  private static let detectorLimit = 64

  /// - Returns: for how long the regions hold after their frame, in nanoseconds; `nil` when there are none, and none of
  ///   this detector are held.
  fileprivate mutating func hold(
    _ regions: [Region], of detector: String, from frame: FrameMatcher.Frame
  ) -> ClockTime? {
    if intervals.count >= Self.detectorLimit, intervals[detector] == nil { intervals.removeAll() }
    var interval = intervals[detector] ?? DetectionInterval()
    defer { intervals[detector] = interval }
    let wasHolding = interval.isHolding
    interval.note(frame.time, isEmpty: regions.isEmpty)
    guard !regions.isEmpty || wasHolding else { return nil }
    let newest = matcher.newest?.time ?? frame.time
    return interval.hold(lateness: newest - min(newest, frame.time))
  }

  fileprivate mutating func note(_ caps: Caps) {
    guard self.caps?.pointer != caps.pointer else { return }
    self.caps = caps
    let size = PictureSize(caps)
    picture = size.map { PictureMapping(width: Double($0.width), height: Double($0.height)) }
    interval = size?.frameRate.map { ClockTime(1e9 / $0) }
    pixel = size.map { 2 / Double(max(1, min($0.width, $0.height))) } ?? 0.01
  }
}

extension FrameMetadata {
  /// Without the regions that cannot be drawn, and those above the limit.
  func bounded() -> FrameMetadata {
    var bounded = self
    bounded.regions.removeAll { !$0.isPlausible }
    bounded.regions = Array(bounded.regions.prefix(Self.regionLimit))
    bounded.dropped += regions.count - bounded.regions.count
    return bounded
  }
}

import Synchronization

/// What has been found in one stream's frames, until it goes out with them.
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
    let (metadata, late): (FrameMetadata, FrameMetadata?) = state.withLock { state in
      state.note(sample.caps)
      let frame = FrameMatcher.Frame(sourceTime: sourceTime, time: time)
      let previous = state.matcher.newest
      let taken = state.matcher.take(frame, interval: state.interval)
      let found = taken.regions
      var metadata = FrameMetadata(stream: stream, time: UInt64(time), regions: found, dropped: taken.lost)
      let late = previous.map { FrameMetadata(stream: stream, time: UInt64($0.time), regions: taken.ofPrevious) }
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
      return (metadata, late?.bounded())
    }
    if let late { feed.send(late) }
    feed.send(metadata)
    guard metadata.dropped > 0 else { return sample }
    return Sample(buffer: sample.buffer.withoutRegions(), caps: sample.caps, runningTime: time)
  }

  /// Regions that were found in the frame of a time.
  /// - Parameter sourceTime: `nil` for the next frame.
  func add(_ regions: [Region], dropped: Int, at sourceTime: ClockTime?) {
    let (match, regions) = state.withLock { state in
      let turned = regions.map { $0.turned(by: state.orientation) }
      return (state.matcher.add(turned, at: sourceTime), turned)
    }
    switch match {
    case .awaited: feed.send(FrameMetadata(stream: stream, time: 0, regions: [], dropped: dropped))
    case .passed(let frame):
      feed.send(FrameMetadata(stream: stream, time: UInt64(frame.time), regions: regions, dropped: dropped).bounded())
    case .none: feed.send(FrameMetadata(stream: stream, time: 0, regions: [], dropped: dropped + regions.count))
    }
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
}

extension FrameTrack.State {
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

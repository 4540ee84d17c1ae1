extension Bridge {
  /// What the bridge is doing now.
  public func status() async -> Status {
    let elapsed = Double(timeline.now) / 1e9
    var status = Status(
      state: .stopped, detail: "", retryIn: nil, pipeline: presentPipeline.redacted, uptime: elapsed,
      frames: (source.streams.first(.video) ?? source.streams.first(.audio))?.frames ?? 0, viewers: viewers.count,
      streams: source.streams.all.compactMap(Status.Stream.init),
      renditions: await renditions.current.map(Status.Rendition.init))
    for kind in MediaKind.allCases {
      guard let shown = source.streams.first(kind)?.name,
        let index = status.streams.firstIndex(where: { $0.name == shown })
      else { continue }
      status.streams[index].isShown = true
    }
    status.running = liveSince.map { Double(timeline.now - $0) / 1e9 }
    status.metadata = metadata.counts
    if configuration.allowsControl { status.control = Status.Control(revision: source.streams.tuning.revision) }
    status.describe(await source.state)
    if let run = await source.current {
      switch status.state {
      case .starting: status.waitingFor = run.waitingFor
      case .live:
        status.silentFor = run.silentFor
        status.lateBy = run.lateBy
      default: break
      }
    }
    if isClosing, status.state != .ended, status.state != .failed { status.state = .closing }
    return status
  }

  /// The viewers now, the oldest first. Not part of the status: there may be hundreds, and each is told the status.
  public var viewerStatuses: [ViewerStatus] { viewers.values.map(\.log.status).sorted { $0.age > $1.age } }

  /// The status now, at each change and once a second, until the bridge is at its end. For one reader.
  public nonisolated func statusUpdates() -> AsyncStream<Status> { statuses }

  func publishStatus() async {
    guard !updates.isEmpty else { return }
    updates.send(StatusUpdate(await status()))
  }
}

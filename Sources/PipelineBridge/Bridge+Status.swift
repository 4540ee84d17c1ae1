extension Bridge {
  /// What the bridge is doing now.
  public func status() async -> Status {
    let elapsed = Double(timeline.now) / 1e9
    var status = Status(
      state: .stopped, detail: "", retryIn: nil, pipeline: pipeline.redacted, uptime: elapsed,
      frames: (source.streams.first(.video) ?? source.streams.first(.audio))?.frames ?? 0, viewers: viewers.count,
      streams: source.streams.all.compactMap(Status.Stream.init),
      renditions: await renditions.current.map(Status.Rendition.init))
    status.describe(await source.state)
    if isClosing, status.state != .ended, status.state != .failed { status.state = .closing }
    return status
  }

  /// The status now, at each change and once a second.
  public nonisolated func statusUpdates() -> AsyncStream<Status> { statuses }

  func publishStatus() async {
    guard !updates.isEmpty else { return }
    updates.send(await status())
  }
}

/// The data channel that a page opens for the status, the events and the clocks of its streams, and where it has no
/// server for Start and Stop too.
struct ControlChannel: Sendable {
  static let label = "control"
  /// Bytes that may wait when an event comes: events without end must not delay the clocks.
  private static let eventLimit = 1 << 18

  let channel: DataChannel
  let bridge: any ViewerHost
  /// Whether the page hears of the clocks and nothing else, and steers nothing.
  let watchesOnly: Bool
  /// How the viewer's RTP times are to be read now.
  let clock: @Sendable () async -> ClockMapping?
  let log: ViewerLog
  /// Completed when more is asked for than anybody can want.
  let flood: Completion

  /// Serves the page until it closes the channel or has gone.
  func run() async {
    let telling = Task { await tell() }
    let startStop = StartStop(bridge)
    let queue = ControlQueue()
    // What has been asked for is carried out also when the page has gone.
    Task { await carryOut(queue) }
    var events: Subscription?
    defer {
      telling.cancel()
      queue.finish()
      events?.cancel()
    }
    for await text in channel.messages {
      let request = ControlRequest(text: text)
      guard !watchesOnly || request?.command.isOfWatching ?? false else { continue }
      switch request?.command {
      case .start: startStop.wish(for: .start)
      case .stop: startStop.wish(for: .stop)
      case .ping(let sent):
        send(.pong(sent: sent, time: Double(bridge.timeline.now) / 1e6, lost: log.status.lost))
      case .report(let report): log.note(report)
      case .events: events = events ?? tellEvents()
      // What takes long holds up nothing else.
      case .elements, .set, .navigate: if let request, !queue.add(request) { return flood.complete() }
      case nil:
        // What is too long is told; what is no command may be a later version's.
        if text.utf8.count > ControlCommand.limit {
          send(.refused("a command has \(ControlCommand.limit) bytes at most", id: nil))
        }
      }
    }
  }

  /// Carries out what changes the pipeline, and at the end lets go of what the viewer holds down in it.
  private func carryOut(_ queue: ControlQueue) async {
    var pressed = PressedInput()
    // Each change is told to all viewers.
    var changes = TokenBucket(rate: 50, burst: 100)
    await queue.run { request in
      if case .navigate(let event) = request.command {
        pressed.note(event)
      } else {
        while !changes.take() { try? await Task.sleep(for: .milliseconds(20)) }
      }
      do {
        guard let answer = try await answer(to: request) else { return }
        if !send(answer) { send(.refused("there is too much to tell over this connection", id: request.id)) }
      } catch {
        send(.refused("\(error)", id: request.id))
      }
    }
    for event in pressed.releases { try? bridge.navigate(event) }
  }

  private func answer(to request: ControlRequest) async throws -> ControlMessage? {
    switch request.command {
    case .set(let element, let property, let value): try await bridge.set(property, of: element, to: value)
    case .navigate(let event):
      try bridge.navigate(event)
      return nil
    case .start, .stop, .ping, .report, .events, .elements: break
    }
    return .elements(try await bridge.tunableElements(), id: request.id)
  }

  private func tellEvents() -> Subscription {
    bridge.metadata.eventTexts.subscribe { [channel] text in
      channel.send(text, whenWaitingAtMost: Self.eventLimit)
    }
  }

  private func tell() async {
    await channel.waitUntilOpen()
    var told: ClockMapping?
    for await status in bridge.statusTexts {
      if let mapping = await clock(), mapping.differs(from: told), send(.clock(mapping)) { told = mapping }
      if !watchesOnly { channel.send(status) }
    }
  }

  @discardableResult
  private func send(_ message: ControlMessage) -> Bool {
    guard let text = message.text else { return false }
    return channel.send(text)
  }

  /// Tells the page how the source ended, that the bridge goes away, and why.
  func end(reason: String) async {
    if !watchesOnly, channel.isOpen, let status = await bridge.statusTexts.first(where: { _ in true }) {
      channel.send(status)
    }
    if let text = ControlMessage.bye(reason: reason).text { await channel.end(saying: text) }
  }
}

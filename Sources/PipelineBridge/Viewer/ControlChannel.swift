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

  /// Serves the page until it closes the channel or has gone.
  func run() async {
    let telling = Task { await tell() }
    var events: Subscription?
    defer {
      telling.cancel()
      events?.cancel()
    }
    for await text in channel.messages {
      let command = ControlCommand(text: text)
      guard !watchesOnly || command?.isOfWatching ?? false else { continue }
      switch command {
      // What takes long holds up no other command.
      case .start: Task { await bridge.startOnRequest() }
      case .stop: Task { await bridge.stop() }
      case .ping(let sent):
        send(.pong(sent: sent, time: Double(bridge.timeline.now) / 1e6, lost: log.status.lost))
      case .report(let report): log.note(report)
      case .events: events = events ?? tellEvents()
      case .elements: await answer { .elements(try await bridge.tunableElements()) }
      case .set(let element, let property, let value):
        await answer {
          try await bridge.set(property, of: element, to: value)
          return .elements(try await bridge.tunableElements())
        }
      case .navigate(let event):
        await answer {
          try bridge.navigate(event)
          return nil
        }
      case nil:
        // What is too long is told; what is no command may be a later version's.
        if text.utf8.count > ControlCommand.limit {
          send(.refused("a command has \(ControlCommand.limit) bytes at most"))
        }
      }
    }
  }

  private func answer(_ work: () async throws -> ControlMessage?) async {
    do {
      guard let message = try await work() else { return }
      if !send(message) { send(.refused("there is too much to tell over this connection")) }
    } catch {
      send(.refused("\(error)"))
    }
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

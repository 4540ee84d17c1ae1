/// The data channel over which a page without a server hears the status and says Start and Stop.
struct ControlChannel: Sendable {
  static let label = "control"

  let channel: DataChannel
  let bridge: any ViewerHost

  /// Serves the page until it closes the channel or has gone.
  func run() async {
    let telling = Task { await tell() }
    defer { telling.cancel() }
    for await text in channel.messages {
      switch ControlCommand(text: text) {
      case .start: await bridge.startOnRequest()
      case .stop: await bridge.stop()
      case nil: break
      }
    }
  }

  private func tell() async {
    await channel.waitUntilOpen()
    for await status in bridge.statuses {
      if let text = ControlMessage.status(status).text { channel.send(text) }
    }
  }

  /// Tells the page that the bridge goes away, and why.
  func end(reason: String) async {
    if let text = ControlMessage.bye(reason: reason).text { await channel.end(saying: text) }
  }
}

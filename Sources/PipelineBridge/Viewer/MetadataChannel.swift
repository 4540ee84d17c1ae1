/// The data channel on which a page hears what was found in the frames that it shows. The page opens it, unordered and
/// without retransmission, or gets nothing.
struct MetadataChannel: Sendable {
  static let label = "metadata"
  /// Bytes that may wait: a viewer that cannot keep up loses metadata, not the time of everybody.
  private static let limit = 1 << 18

  let channel: DataChannel
  let feed: MetadataFeed

  /// Serves the page until it closes the channel or has gone.
  func run() async {
    await channel.waitUntilOpen()
    // Sent by the thread that brings the frame, before the frame.
    let subscription = feed.texts.subscribe { [channel, feed] text in
      guard channel.isOpen, !channel.send(text, whenWaitingAtMost: Self.limit) else { return }
      feed.count { $0.unsent += 1 }
    }
    defer { subscription.cancel() }
    for await _ in channel.messages {}
  }
}

/// Something that happens once, on some thread of GStreamer's, and that one task waits for; it may come first.
final class Completion: Sendable {
  private let stream: AsyncStream<Never>
  private let continuation: AsyncStream<Never>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func complete() { continuation.finish() }

  /// Returns when it has happened, or when the task is cancelled.
  func wait() async { for await _ in stream {} }
}

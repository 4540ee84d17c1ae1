/// Completes something when the last one lets go of it. The promise's closure keeps it for as long as webrtcbin keeps the
/// promise; a request that never gets to webrtcbin is done at once.
final class RequestUnderWay: Sendable {
  private let finished: Completion

  init(_ finished: Completion) { self.finished = finished }

  deinit { finished.complete() }
}

/// What the source is doing.
enum SourceState: Sendable, Equatable {
  /// Not started, or stopped by a person.
  case stopped
  /// Waiting for somebody to watch.
  case idle
  /// Opening devices and files, waiting for the first data.
  case starting
  case live
  /// Failed; tried again at an instant.
  case retrying(BridgeError, at: ContinuousClock.Instant)
  /// At the end of its stream.
  case ended
  case failed(BridgeError)

  /// Whether it should give something, and does not.
  var givesNothing: Bool {
    switch self {
    case .starting, .retrying, .failed: true
    case .stopped, .idle, .live, .ended: false
    }
  }
}

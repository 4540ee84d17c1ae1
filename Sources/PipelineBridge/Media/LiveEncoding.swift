import Synchronization

/// The encoding that runs now, for the threads that feed it.
final class LiveEncoding: Sendable {
  private let current = Mutex<Encoding?>(nil)
  private let gate = Mutex(PictureGate())

  var encoding: Encoding? { current.withLock { $0 } }

  @discardableResult
  func replace(with next: Encoding?) -> Encoding? {
    current.withLock { current in
      defer { current = next }
      return current
    }
  }

  /// Hands a sample of the stream to the encoding. Streaming thread.
  /// - Returns: what became of it; `nil` for a picture whose format has changed too soon after the one before it.
  @discardableResult
  func take(_ sample: Sample, of stream: MediaStream) -> Backlog.Outcome? {
    guard let encoding else { return .dropped }
    guard let format = stream.format, format == .rawVideo || format.isOfWholePictures else {
      return encoding.take(sample)
    }
    return gate.withLock { $0.admit(sample, at: .now) }.map(encoding.take)
  }

  func requestKeyFrame(of stream: MediaStream) {
    guard let encoding else { return }
    if encoding.plan.encoder == nil || !encoding.hasBegun {
      stream.requestKeyFrame()
    } else {
      encoding.requestKeyFrame()
    }
  }
}

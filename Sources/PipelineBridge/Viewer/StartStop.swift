/// Starts and stops the source as one viewer wishes: one after the other, the newest wish only, and not too often.
final class StartStop: Sendable {
  enum Wish: Sendable { case start, stop }

  private let continuation: AsyncStream<Wish>.Continuation

  /// - Parameter bridge: the source's; a wish that has been made is carried out also when the viewer has gone.
  init(_ bridge: any ViewerHost) {
    // Only the newest counts: a start that is followed by a stop need not be.
    let (wishes, continuation) = AsyncStream.makeStream(of: Wish.self, bufferingPolicy: .bufferingNewest(1))
    self.continuation = continuation
    Task {
      var allowance = TokenBucket(rate: 1, burst: 5)
      for await wish in wishes {
        switch wish {
        case .start: await bridge.startOnRequest()
        case .stop: await bridge.stop()
        }
        while !allowance.take() { try? await Task.sleep(for: .milliseconds(100)) }
      }
    }
  }

  func wish(for wish: Wish) { continuation.yield(wish) }

  deinit { continuation.finish() }
}

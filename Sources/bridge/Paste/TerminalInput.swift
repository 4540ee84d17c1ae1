/// The texts and keys that come from the terminal, one after the other.
actor TerminalInput {
  private var iterator: AsyncStream<PasteReader.Event>.Iterator
  private let pump: Task<Void, Never>

  /// A terminal without bracketed paste sends a paste as plain lines; it is over when nothing has come for this long.
  private static let pause = Duration.milliseconds(400)

  init(_ chunks: AsyncStream<[UInt8]>) {
    let (stream, continuation) = AsyncStream.makeStream(of: PasteReader.Event.self)
    iterator = stream.makeAsyncIterator()
    pump = Task {
      let reader = PlainPasteTimer(continuation, pause: Self.pause)
      for await chunk in chunks { await reader.feed(chunk) }
      await reader.feedEnd()
      continuation.finish()
    }
  }

  deinit { pump.cancel() }

  /// - Returns: `nil` at the end of the input.
  func next() async -> PasteReader.Event? {
    var iterator = iterator
    return await iterator.next(isolation: #isolation)
  }
}

/// Gives plain lines out as a text once nothing more comes.
private actor PlainPasteTimer {
  private var reader = PasteReader()
  private var timer: Task<Void, Never>?
  private let continuation: AsyncStream<PasteReader.Event>.Continuation
  private let pause: Duration

  init(_ continuation: AsyncStream<PasteReader.Event>.Continuation, pause: Duration) {
    self.continuation = continuation
    self.pause = pause
  }

  func feed(_ chunk: [UInt8]) {
    timer?.cancel()
    for event in reader.feed(chunk) { continuation.yield(event) }
    // Somebody who types has not pressed Enter yet.
    guard reader.hasPlainText, chunk.last == 0x0a || chunk.last == 0x0d else { return }
    let pause = pause
    timer = Task {
      guard (try? await Task.sleep(for: pause)) != nil else { return }
      self.feedEnd()
    }
  }

  func feedEnd() {
    if let event = reader.finish() { continuation.yield(event) }
  }
}

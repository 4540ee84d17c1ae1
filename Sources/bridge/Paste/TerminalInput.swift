/// Gives the texts and keys that come from the terminal to `receive`, one after the other.
actor TerminalInput {
  /// A terminal without bracketed paste sends a paste as plain lines; it is over when nothing has come for this long.
  private static let pause = Duration.milliseconds(400)

  private var reader = PasteReader()
  private var timer: Task<Void, Never>?
  private let receive: @Sendable (PasteReader.Event) -> Void

  init(_ receive: @escaping @Sendable (PasteReader.Event) -> Void) { self.receive = receive }

  /// Reads until the end of the input, which is the last event.
  func run() async throws {
    for try await chunk in InputFile.standardInput.chunks() { feed(chunk) }
    timer?.cancel()
    if let event = reader.finish() { receive(event) }
    receive(.end)
  }

  private func feed(_ chunk: [UInt8]) {
    timer?.cancel()
    for event in reader.feed(chunk) { receive(event) }
    // Somebody who types has not pressed Enter yet.
    guard reader.hasPlainText, chunk.last == 0x0a || chunk.last == 0x0d else { return }
    timer = Task {
      guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
      if let event = self.reader.finish() { self.receive(event) }
    }
  }
}

import Synchronization

/// Requests that wait for the one before, in their order. None is lost; of pointer moves that follow each other only the
/// newest stays.
final class ControlQueue: Sendable {
  private let waiting = Mutex<[ControlRequest]>([])
  private let wakeUps: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  /// Nobody makes so many while one is carried out.
  private static let limit = 1_000

  init() {
    // One wake-up is good for all that wait.
    (wakeUps, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// - Returns: `false` when too many wait, and this one is not taken.
  func add(_ request: ControlRequest) -> Bool {
    let isTaken = waiting.withLock { waiting in
      if let last = waiting.last, request.id == nil, request.command.replaces(last.command) { waiting.removeLast() }
      guard waiting.count < Self.limit else { return false }
      waiting.append(request)
      return true
    }
    continuation.yield()
    return isTaken
  }

  /// What waits is still carried out.
  func finish() { continuation.finish() }

  /// Carries out what is added, one after the other, until `finish()`. For one caller.
  func run(_ carryOut: (ControlRequest) async -> Void) async {
    for await _ in wakeUps {
      while let request = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { await carryOut(request) }
    }
  }
}

extension ControlCommand {
  /// Whether the command before has no effect that is left after this one.
  fileprivate func replaces(_ previous: ControlCommand) -> Bool {
    guard case .navigate(let event) = self, case .navigate(let earlier) = previous else { return false }
    switch (event, earlier) {
    case (.move, .move): return true
    case (.touchMove(let touch, _, _), .touchMove(let other, _, _)): return touch == other
    default: return false
    }
  }
}

import Synchronization

/// An element whose properties are read and set on a queue of its own: either can wait for the element's streaming
/// thread, which may never come back. An element that hangs blocks no other.
actor TunedElement {
  private static let limit = Duration.seconds(2)

  private let executor = QueueExecutor(label: "bridge.tuning")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private struct Load {
    var jobs = 0
    /// Since when the oldest of them runs.
    var since = ContinuousClock.now
  }

  private static let mostJobs = 32
  private nonisolated let load = Mutex(Load())

  nonisolated let name: String
  nonisolated let element: Element

  init(name: String, element: Element) {
    self.name = name
    self.element = element
  }

  /// What can be changed in it now; nothing while it hangs.
  nonisolated var description: TunableElement {
    get async {
      let properties = try? await work { $0.tunableProperties }
      return TunableElement(name: name, factory: element.factoryName, properties: properties ?? [])
    }
  }

  /// - Throws: `BridgeError` when the element hangs; what `body` throws.
  nonisolated func work<Value: Sendable>(
    _ body: @escaping @Sendable (Element) throws -> Value
  ) async throws -> Value {
    guard enter() else { throw hangs }
    let (results, continuation) = AsyncStream.makeStream(of: Result<Value, any Error>.self)
    // Nobody's child: whoever waits for it may give up.
    Task {
      continuation.yield(await self.result(of: body))
      continuation.finish()
    }
    return try await withDeadline(Self.limit, orThrow: hangs) {
      for await result in results { return try result.get() }
      throw CancellationError()
    }
  }

  /// - Returns: whether the element takes another job: it has not hung for longer than anybody waits.
  private nonisolated func enter() -> Bool {
    load.withLock { load in
      if load.jobs == 0 { load.since = .now }
      guard load.jobs < Self.mostJobs, .now - load.since < Self.limit else { return false }
      load.jobs += 1
      return true
    }
  }

  private func result<Value>(of body: @Sendable (Element) throws -> Value) -> Result<Value, any Error> {
    defer {
      load.withLock { load in
        load.jobs -= 1
        load.since = .now
      }
    }
    return Result { try body(element) }
  }

  private nonisolated var hangs: BridgeError {
    BridgeError(.control, "\(name) hangs: it does not take a value. Stop and Start set everything back.")
  }
}

/// Runs `operation`, but not for longer than `duration`: then it is cancelled and `error` is thrown.
func withDeadline<Value: Sendable>(
  _ duration: Duration, orThrow error: BridgeError, _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value.self) { group in
    group.addTask(operation: operation)
    group.addTask {
      try await Task.sleep(for: duration)
      throw error
    }
    defer { group.cancelAll() }
    guard let value = try await group.next() else { throw error }
    return value
  }
}

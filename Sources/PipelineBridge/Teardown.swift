import Logging

/// Waits for the end of something that GStreamer may hold up: an element that never comes back from its streaming
/// thread, a device that does not close. Past `limit` it says so and goes on; what still runs then is left behind.
///
/// The caller's cancellation is no reason to wait for less: that is when most things are ended.
/// - Parameter what: for the log, such as `the source`.
/// - Returns: whether it has ended.
@discardableResult
func ending(
  _ what: String, within limit: Duration = .seconds(5), logger: Logger,
  _ operation: @escaping @Sendable () async -> Void
) async -> Bool {
  let done = Completion()
  Task {
    await operation()
    done.complete()
  }
  let hasEnded = Task {
    let late = BridgeError(.gstreamer, "\(what) has not ended within \(limit): it is left behind, with all it holds")
    do {
      try await withDeadline(limit, orThrow: late) { await done.wait() }
      return true
    } catch {
      logger.critical("\(error)")
      return false
    }
  }
  return await hasEnded.value
}

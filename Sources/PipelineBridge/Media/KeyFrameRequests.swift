import Dispatch
import Synchronization

/// Merges the key-frame requests of all viewers: the first is passed on at once, those that come within half a second
/// after one become a single further request at the end of that time. A storm makes two key frames a second at most.
final class KeyFrameRequests: Sendable {
  private struct Pending {
    var last: DispatchTime?
    var isScheduled = false
    var isCancelled = false
  }

  private static let interval = DispatchTimeInterval.milliseconds(500)

  private let pending = Mutex(Pending())
  private let queue = DispatchQueue(label: "bridge.keyframes")
  private let action: @Sendable () -> Void

  init(_ action: @escaping @Sendable () -> Void) { self.action = action }

  /// Any thread. The request goes upstream from a queue of its own, not from the thread that asks.
  func request() { schedule(whenDueNowOnly: false) }

  /// Asks again when the last request lies back long enough that it must have been lost; else does nothing.
  func repeatRequest() { schedule(whenDueNowOnly: true) }

  private func schedule(whenDueNowOnly: Bool) {
    let now = DispatchTime.now()
    let due: DispatchTime? = pending.withLock { pending in
      let due = pending.last.map { max($0 + Self.interval, now) } ?? now
      guard !pending.isScheduled, !pending.isCancelled, due == now || !whenDueNowOnly else { return nil }
      pending.isScheduled = true
      return due
    }
    guard let due else { return }
    queue.asyncAfter(deadline: due) { [weak self] in self?.pass() }
  }

  func cancel() { pending.withLock { $0.isCancelled = true } }

  private func pass() {
    let isCancelled = pending.withLock { pending in
      pending.isScheduled = false
      pending.last = .now()
      return pending.isCancelled
    }
    if !isCancelled { action() }
  }
}

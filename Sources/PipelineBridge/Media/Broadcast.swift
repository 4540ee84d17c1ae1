import Synchronization

/// Hands each value to any number of receivers on the caller's thread, as one stream's samples go to its renditions.
///
/// The list of receivers is copied under the lock and called without it, so a receiver may come or go while a value is
/// on its way; one that has gone may still get the value that is under way.
final class Broadcast<Value: Sendable>: Sendable {
  typealias Receiver = @Sendable (Value) -> Void

  private struct State {
    var receivers: [Int: Receiver] = [:]
    var nextIdentifier = 0
  }

  private let state = Mutex(State())

  /// Adds a receiver, which stays until the returned subscription is cancelled or has gone.
  func subscribe(_ receiver: @escaping Receiver) -> Subscription {
    let identifier = state.withLock { state in
      defer { state.nextIdentifier += 1 }
      state.receivers[state.nextIdentifier] = receiver
      return state.nextIdentifier
    }
    return Subscription { [weak self] in
      // The receiver is released outside the lock: freeing what it holds may take other locks.
      _ = self?.state.withLock { $0.receivers.removeValue(forKey: identifier) }
    }
  }

  func send(_ value: Value) {
    for receiver in state.withLock({ Array($0.receivers.values) }) { receiver(value) }
  }

  var isEmpty: Bool { state.withLock { $0.receivers.isEmpty } }
}

/// A place in a fan-out. Given up when it is cancelled or goes.
final class Subscription: Sendable {
  private let onCancel: Mutex<(@Sendable () -> Void)?>

  init(_ onCancel: @escaping @Sendable () -> Void) { self.onCancel = Mutex(onCancel) }

  func cancel() {
    onCancel.withLock { action in
      defer { action = nil }
      return action
    }?()
  }

  deinit { cancel() }
}

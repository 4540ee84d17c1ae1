import Synchronization

/// A flag that closures on several threads share.
final class Flag: Sendable {
  private let isRaised = Atomic(false)

  /// - Returns: whether it was not raised before.
  func raise() -> Bool { !isRaised.exchange(true, ordering: .acquiringAndReleasing) }

  func lower() { isRaised.store(false, ordering: .releasing) }
}

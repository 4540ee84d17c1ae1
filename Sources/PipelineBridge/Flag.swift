import Synchronization

/// A flag that closures on several threads share.
final class Flag: Sendable {
  private let isRaised = Atomic(false)

  /// - Returns: whether it was not raised before.
  @discardableResult
  func raise() -> Bool { !isRaised.exchange(true, ordering: .acquiringAndReleasing) }

  /// - Returns: whether it was raised.
  @discardableResult
  func lower() -> Bool { isRaised.exchange(false, ordering: .acquiringAndReleasing) }
}

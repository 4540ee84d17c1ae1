import Synchronization

/// Counts what there may be so many of at once.
package final class PlaceCount: Sendable {
  /// Given back with the last reference to it.
  package final class Place: Sendable {
    private let count: PlaceCount

    /// It has been counted already.
    fileprivate init(in count: PlaceCount) { self.count = count }

    deinit { count.taken.withLock { $0 -= 1 } }
  }

  package let limit: Int
  private let taken = Mutex(0)

  package init(limit: Int) { self.limit = limit }

  package var free: Int { limit - taken.withLock { $0 } }

  /// - Returns: `nil` when all are taken.
  package func take() -> Place? {
    let isFree = taken.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
    return isFree ? Place(in: self) : nil
  }
}

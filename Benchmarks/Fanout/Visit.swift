import Foundation
import Synchronization

/// How a receiver comes and goes.
enum Visit: CaseIterable {
  /// Watches, and says that it leaves (DELETE).
  case farewell
  /// Watches, and closes its connection.
  case hangUp
  /// Gets an answer and never comes.
  case noShow
  /// Says that it leaves while it connects.
  case leavesWhileConnecting

  /// Visits of all kinds in turn, all at once.
  /// - Returns: how many failed.
  static func many(_ count: Int, to endpoint: Endpoint) -> Int {
    let failures = Atomic(0)
    let visits = DispatchGroup()
    for index in 0..<count {
      visits.enter()
      // They block, so each has a thread of its own.
      Thread.detachNewThread {
        defer { visits.leave() }
        do {
          try allCases[index % allCases.count].run(at: endpoint)
        } catch {
          failures.add(1, ordering: .relaxed)
        }
      }
    }
    visits.wait()
    return failures.load(ordering: .relaxed)
  }

  private func run(at endpoint: Endpoint) throws {
    let receiver = Receiver(endpoint: endpoint)
    do {
      try run(receiver, at: endpoint)
    } catch {
      receiver.close()
      throw error
    }
  }

  private func run(_ receiver: Receiver, at endpoint: Endpoint) throws {
    switch self {
    case .farewell:
      try receiver.join()
      try receiver.waitForKeyFrame()
      try receiver.leave()
    case .hangUp:
      try receiver.join()
      try receiver.waitForKeyFrame()
      receiver.close()
    case .noShow:
      _ = try endpoint.post(receiver.makeOffer())
      receiver.close()
    case .leavesWhileConnecting:
      try receiver.join()
      try receiver.leave()
    }
  }
}

import Synchronization

/// Names of the elements that the bridge adds to the user's pipeline. No element of the user's has one of them.
enum ElementName {
  private static let prefix = "pipelinebridge-"
  private static let last = Atomic<Int>(0)

  /// - Parameter role: what the element is there for.
  static func next(_ role: String) -> String { "\(prefix)\(role)-\(last.add(1, ordering: .relaxed).newValue)" }

  static func isOurs(_ name: String) -> Bool { name.hasPrefix(prefix) }
}

import Foundation

/// How much a test does: `make test` a little, `make soak` all that is asked for.
enum Scale {
  static let isFull = ProcessInfo.processInfo.environment["SOAK"] == "1"

  static func of(_ small: Int, full: Int) -> Int { isFull ? full : small }
}

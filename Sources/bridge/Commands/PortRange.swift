import ArgumentParser

/// One port, `5000`, or several, `5000-5099`.
struct PortRange: ExpressibleByArgument, Equatable {
  let range: ClosedRange<Int>

  init?(argument: String) {
    let ends = argument.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
    guard let first = ends[0], let last = ends[ends.count - 1], first <= last, (1...65_535).contains(first),
      last <= 65_535
    else { return nil }
    range = first...last
  }
}

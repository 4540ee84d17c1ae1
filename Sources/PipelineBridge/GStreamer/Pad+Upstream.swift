extension Pad {
  /// Whether something can flow here: every element above has its inputs linked. A branch whose link to a pad that
  /// never appeared has failed (`FailedLink`) is not fed, and its end stays silent for good.
  var isFed: Bool { isFed(depth: 0) }

  private func isFed(depth: Int) -> Bool {
    // A ring of elements is no reason to hang.
    guard depth < 200, let parent else { return true }
    let inputs = parent.sinkPads
    // An element with several inputs goes on without some of them.
    return inputs.isEmpty || inputs.contains { $0.peer?.isFed(depth: depth + 1) ?? false }
  }
}

import Foundation
import Testing

@testable import PipelineBridge

/// What the process holds at one moment.
struct Leftovers: CustomStringConvertible {
  let boxes: Int
  let threads: Int
  let descriptors: Int

  static var now: Leftovers {
    Leftovers(
      boxes: livingBoxes.load(ordering: .relaxed), threads: count("/proc/self/task"),
      descriptors: count("/proc/self/fd"))
  }

  var description: String { "\(boxes) boxes, \(threads) threads, \(descriptors) descriptors" }

  private static func count(_ folder: String) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
  }

  func isNoMore(than other: Leftovers) -> Bool {
    boxes <= other.boxes && threads <= other.threads && descriptors <= other.descriptors
  }
}

/// Runs a scenario once to let the process make what it keeps (clock, registry, certificate, pools of threads), then
/// again, and expects that the second run leaves nothing behind.
func expectingNothingLeft(
  sourceLocation: SourceLocation = #_sourceLocation, _ scenario: () async throws -> Void
) async throws {
  try await scenario()
  await eventually { Leftovers.now.boxes == 0 }
  // GLib keeps an idle thread of its pool for half a minute at most; it must be one that was there before.
  let before = Leftovers.now
  try await scenario()
  var after = Leftovers.now
  await eventually(within: .seconds(10)) {
    after = Leftovers.now
    return after.isNoMore(than: before)
  }
  #expect(after.isNoMore(than: before), "before: \(before); after: \(after)", sourceLocation: sourceLocation)
}

/// Waits until a condition holds that nothing announces.
@discardableResult
func eventually(within limit: Duration = .seconds(10), _ condition: () async -> Bool) async -> Bool {
  let end = ContinuousClock.now + limit
  while ContinuousClock.now < end {
    if await condition() { return true }
    try? await Task.sleep(for: .milliseconds(20))
  }
  return await condition()
}

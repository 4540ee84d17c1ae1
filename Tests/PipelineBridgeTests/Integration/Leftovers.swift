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
      boxes: livingBoxes.load(ordering: .relaxed), threads: threadNames.count { !isOfPool($0) },
      descriptors: names(in: "/proc/self/fd").count)
  }

  var description: String { "\(boxes) boxes, \(threads) threads, \(descriptors) descriptors" }

  private static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  private static var threadNames: [String] {
    let folder = "/proc/self/task"
    return names(in: folder).compactMap { try? String(contentsOfFile: "\(folder)/\($0)/comm", encoding: .utf8) }
  }

  /// Whether a thread is one of Dispatch's, on which Swift's tasks run, or of GLib's pools: idle ones stay for seconds.
  private static func isOfPool(_ name: String) -> Bool { name.contains("-qos") || name.hasPrefix("pool-") }

  /// In bytes (`VmRSS`).
  static var residentMemory: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
  }

  /// What the descriptors are.
  static var openFiles: [String] {
    let folder = "/proc/self/fd"
    return names(in: folder).sorted().map { name in
      "\(name): \((try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) ?? "gone")"
    }
  }

  /// Threads that are made once and stay: the program's own, GStreamer's clock, NIO's loops.
  private static let lastingThreads = 8

  func isNoMore(than other: Leftovers) -> Bool {
    boxes <= other.boxes && descriptors <= other.descriptors && threads <= max(other.threads, Self.lastingThreads)
  }
}

/// Each test of the suite must leave no more than it found.
struct LeavesNothing: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    await WarmUp.done.value
    let before = Leftovers.now
    try await function()
    var after = Leftovers.now
    // Threads and descriptors go a moment after what they served.
    await eventually(within: .seconds(20)) {
      after = Leftovers.now
      return after.isNoMore(than: before)
    }
    #expect(
      after.isNoMore(than: before), "before: \(before); after: \(after) \(Leftovers.openFiles)",
      sourceLocation: test.sourceLocation)
  }
}

extension Trait where Self == LeavesNothing {
  static var leavesNothing: Self { LeavesNothing() }
}

/// Lets the process make once what it keeps: clock, registry, certificate, pools of threads.
private enum WarmUp {
  static let done = Task {
    do {
      // The event loops of the shared ports stay for good.
      var configuration = Configuration.quiet
      configuration.iceTCPPort = 41_099
      try await withBridge(
        "\(Pattern.live) ! identity audiotestsrc is-live=true", configuration: configuration
      ) { bridge in
        let peers = [try await TestPeer(codecs: [.vp8, .opus]), try await TestPeer(codecs: [.h264, .opus])]
        for peer in peers { _ = try await peer.join(bridge) }
        await eventually { peers.allSatisfy { $0.frames > 0 && $0.sounds > 0 } }
        for peer in peers { await peer.close() }
      }
    } catch {
      Issue.record(error, "warming up")
    }
  }
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

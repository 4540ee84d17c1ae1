import PipelineBridge
import ServiceLifecycle

/// Carries descriptions between the bridge and a person, or a script.
struct PasteSession: Service {
  let bridge: Bridge
  let script: PasteScript?
  let form: PastedDescription.Form?

  /// A person takes this long, at most, to carry a text to the other side.
  static let patience = Duration.seconds(600)
  /// A peer that has both descriptions connects within a second; one that has not by now never will.
  static let connectionLimit = Duration.seconds(15)

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      if let script {
        try await script.run(bridge)
      } else if await bridge.waitUntilLive() {
        try await PasteConversation(bridge: bridge, form: form).run()
      }
    }
  }
}

extension Bridge {
  /// Waits until there is something to offer, and says what.
  func waitUntilLive() async -> Bool {
    guard let first = await firstStatus() else { return false }
    StandardErrorLog.write(PrintableText.line(first.opening))
    if first.state == .live { return true }
    for await status in statusUpdates().cancelOnGracefulShutdown() where status.state == .live {
      StandardErrorLog.write(PrintableText.line(status.summary))
      return true
    }
    return false
  }
}

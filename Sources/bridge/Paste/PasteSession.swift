import ArgumentParser
import Foundation
import PipelineBridge
import ServiceLifecycle

/// Carries descriptions between the bridge and a person, or a script. Standard output gets descriptions only.
struct PasteSession: Service {
  let bridge: Bridge

  func run() async throws {
    let live = await waitUntilLive()
    guard live else { return }
    if Terminal.isPresent {
      let terminal = Terminal()
      defer { terminal.restore() }
      try await cancelWhenGracefulShutdown { try await self.converse(terminal) }
    } else {
      try await cancelWhenGracefulShutdown { try await self.answerOnce() }
    }
  }

  private func waitUntilLive() async -> Bool {
    for await status in bridge.statusUpdates().cancelOnGracefulShutdown() where status.state == .live {
      say(status.summary)
      return true
    }
    return false
  }

  // MARK: A script

  /// Standard input holds one offer; its answer goes to standard output.
  private func answerOnce() async throws {
    do {
      let offer = try SessionDescription(pasted: await StandardInput.all())
      guard offer.kind == .offer else {
        throw SignalingError(
          code: .unsupported, detail: "this is an answer; without a terminal an offer is wanted on standard input")
      }
      let viewer = try await bridge.answer(offer, patience: Self.patience)
      await put(viewer)
      await watch(viewer)
    } catch let error as SignalingError {
      say(error.detail)
      throw ExitCode(65)
    }
  }

  // MARK: A person

  private func converse(_ terminal: Terminal) async throws {
    let input = TerminalInput(StandardInput.chunks())
    var isFirst = true
    while !Task.isCancelled {
      let pending = try await bridge.offer(patience: Self.patience)
      say("\nCopy the text below into paste.html\(isFirst ? " (open it from disk in a browser)" : "");")
      say("then paste the page's answer here. Or paste an offer that the page made.\n")
      isFirst = false
      await put(pending)
      guard let viewer = try await connect(pending, input) else { return }
      let watching = Task { await self.watch(viewer) }
      defer { watching.cancel() }
      while true {
        guard let event = await input.next(), event != .end else { return }
        // The Enter that a person presses after pasting asks for nothing yet.
        if event == .enter, await !viewer.isConnecting { break }
      }
    }
  }

  /// Reads until a description fits.
  /// - Returns: `nil` at the end of the input.
  private func connect(_ pending: Viewer, _ input: TerminalInput) async throws -> Viewer? {
    while let event = await input.next() {
      switch event {
      case .end: return nil
      case .enter: continue
      case .text(let text):
        do {
          let description = try SessionDescription(pasted: text)
          say("Got \(description.kind == .offer ? "an offer" : "an answer") of \(text.utf8.count) bytes.")
          if description.kind == .answer {
            try await pending.accept(description)
            return pending
          }
          let viewer = try await bridge.answer(description, patience: Self.patience)
          await pending.close()
          say("Copy this answer into the page:\n")
          await put(viewer)
          return viewer
        } catch let error as SignalingError {
          say("\(error.detail)\nPaste again.")
        } catch let error as BridgeError {
          say("\(error.message)\nPaste again.")
        }
      }
    }
    return nil
  }

  /// Tells how the connection goes, until the viewer has left.
  private func watch(_ viewer: Viewer) async {
    for await state in viewer.connectionStates {
      switch state {
      case .new: break
      case .connecting: say("Connecting…")
      case .connected:
        say("Connected." + (Terminal.isPresent ? " Press Enter for another viewer, Ctrl-C to end." : ""))
      case .disconnected: say("The viewer does not respond.")
      case .failed, .closed: say("The viewer has left.")
      }
    }
  }

  /// A person takes this long, at most, to carry a text to the other side.
  private static let patience = Duration.seconds(600)

  private func put(_ viewer: Viewer) async { StandardOutput.write(await viewer.localDescription.sdp) }

  private func say(_ text: String) { StandardErrorLog.write(text) }
}

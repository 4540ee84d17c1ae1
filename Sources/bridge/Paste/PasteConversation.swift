import Foundation
import PipelineBridge

/// Connects viewers one after the other with a person at the terminal, who carries the descriptions.
actor PasteConversation {
  private enum Event: Sendable {
    case input(PasteReader.Event)
    case connection(Viewer, ConnectionState)
    case late(Viewer)
    case status(Status)
  }

  private let bridge: Bridge
  private let form: PastedDescription.Form
  private let terminal = Terminal()
  private let events: AsyncStream<Event>
  private let continuation: AsyncStream<Event>.Continuation
  private var tasks: [Task<Void, Never>] = []
  private var followers: [Viewer.ID: [Task<Void, Never>]] = [:]

  /// The offer that waits for its answer.
  private var pending: Viewer?
  /// The viewer that has all it needs and is not connected yet.
  private var connecting: Viewer?
  private var connected: [Viewer.ID: Viewer] = [:]
  /// Who was answered, by the `ice-ufrag` of the offer.
  private var answers: [String: Viewer.ID] = [:]
  /// The `ice-ufrag` of descriptions that have done their duty: of answers that came, and of offers that were answered.
  private var used: Set<String> = []
  private var lastPaste: ContinuousClock.Instant?
  private var statusLine = StatusLine()

  init(bridge: Bridge, form: PastedDescription.Form?) {
    self.bridge = bridge
    self.form = form ?? .compact
    (events, continuation) = AsyncStream.makeStream()
  }

  /// Returns at the end of the input, or when its task is cancelled.
  /// - Throws: `FileError` when a description cannot be written.
  func run() async throws {
    defer {
      for task in tasks + followers.values.joined() { task.cancel() }
      terminal.restore()
    }
    let continuation = continuation
    tasks.append(
      Task {
        do { try await TerminalInput { continuation.yield(.input($0)) }.run() } catch { continuation.finish() }
      })
    tasks.append(
      Task { [bridge] in
        for await status in bridge.statusUpdates() { continuation.yield(.status(status)) }
      })
    try await offer()
    for await event in events {
      guard try await handle(event) else { return }
    }
  }

  /// - Returns: whether to go on.
  private func handle(_ event: Event) async throws -> Bool {
    switch event {
    case .input(.end): return false
    case .input(.enter): try await enter()
    case .input(.text(let text)):
      try await take(text)
      lastPaste = .now
    case .connection(let viewer, let state): follow(viewer, state)
    case .late(let viewer): await giveUp(viewer)
    case .status(let status):
      guard !connected.isEmpty else { break }
      let latencies = await bridge.viewerStatuses.compactMap(\.report?.latency)
      terminal.showStatus(statusLine.text(status, viewers: connected.count, latency: latencies.map(\.p50).max()))
    }
    return true
  }

  /// The Enter that a person presses after pasting asks for nothing.
  private func enter() async throws {
    let belongsToPaste = lastPaste.map { .now - $0 < .seconds(2) } ?? false
    lastPaste = nil
    guard !belongsToPaste else { return }
    if let pending {
      say("")
      return try await put(pending.localDescription, as: form)
    }
    // An answer that was given stays good: whoever has it may still come.
    if let connecting, !answers.values.contains(connecting.id) { return }
    connecting = nil
    try await offer()
  }

  // MARK: Descriptions

  private func offer() async throws {
    let viewer: Viewer
    do {
      viewer = try await bridge.offer()
    } catch {
      // The source may have stopped, and come back.
      return say("No offer can be made: \(PrintableText.line("\(error)"))\nPress Enter to try again.")
    }
    pending = viewer
    say(
      """

      1. Paste this offer into the page (bridge paste --page > view.html makes one).
      2. Paste the page's answer here. An offer that the page made does as well.

      """)
    try await put(viewer.localDescription, as: form)
  }

  private func put(_ description: SessionDescription, as form: PastedDescription.Form) async throws {
    let text = description.text(as: form)
    StandardErrorLog.settle()
    try await OutputFile.standardOutput.write(text)
    say(terminal.copy(text) ? "\n(It is on the clipboard, too, where this terminal allows that.)" : "")
  }

  private func take(_ text: String) async throws {
    do {
      let pasted = try PastedDescription(text)
      let name = pasted.description.kind == .offer ? "An offer" : "An answer"
      say("\(name) of \(text.utf8.count.formatted()) bytes has come.")
      switch pasted.description.kind {
      case .offer: try await answer(pasted)
      case .answer: try await accept(pasted.description)
      }
    } catch let error as SignalingError {
      refuse(PrintableText.line(error.detail))
    } catch let error as FileError {
      throw error
    } catch {
      refuse(PrintableText.line("\(error)"))
    }
  }

  private func refuse(_ reason: String) {
    let next = pending == nil ? "Press Enter for a new offer, or paste one of the page's." : "Paste again."
    say("\(reason.prefix(1).uppercased())\(reason.dropFirst()).\n\(next)")
  }

  private func accept(_ answer: SessionDescription) async throws {
    if let fragment = answer.iceUsernameFragment, used.contains(fragment) {
      throw SignalingError.refused("this answer has been used already, and is good for one connection")
    }
    if let offer = answer.answeredOffer, used.contains(offer) {
      throw SignalingError.refused("this is the answer to an offer that has been answered already")
    }
    guard let viewer = pending else { throw SignalingError.refused("this is an answer, and no offer waits for one") }
    let offer = await viewer.localDescription
    try answer.checkAnswers(offer)
    do {
      try await viewer.accept(answer)
    } catch  where !(error is SignalingError) {
      // What has gone wrong on this side leaves the offer good for nothing.
      pending = nil
      await viewer.close()
      throw error
    }
    used.formUnion([answer.iceUsernameFragment, offer.iceUsernameFragment].compactMap { $0 })
    pending = nil
    connecting = viewer
    say("It fits: \(await viewer.codecs.map(\.label).joined(separator: ", ")). Connecting…")
    follow(viewer, limit: PasteSession.connectionLimit)
  }

  private func answer(_ pasted: PastedDescription) async throws {
    let offer = pasted.description
    let name = offer.iceUsernameFragment ?? ""
    if await pending?.localDescription.iceUsernameFragment == name || used.contains(name) && answers[name] == nil {
      throw SignalingError.refused("this is the offer that was printed here: it goes into the page")
    }
    let viewer: Viewer
    if let earlier = answers[name] {
      guard let connecting, connecting.id == earlier else {
        throw SignalingError.refused("this offer has been answered already: make a new one in the page")
      }
      viewer = connecting
    } else {
      viewer = try await bridge.answer(offer, patience: PasteSession.patience)
      answers[name] = viewer.id
      used.insert(name)
      await connecting?.close()
      connecting = viewer
      follow(viewer, limit: PasteSession.patience)
      await pending?.close()
      pending = nil
    }
    say("Copy this answer, \(await viewer.codecs.map(\.label).joined(separator: ", ")), into the page:\n")
    try await put(viewer.localDescription.answering(offer), as: pasted.form)
  }

  // MARK: Connections

  private func follow(_ viewer: Viewer, limit: Duration) {
    let continuation = continuation
    followers[viewer.id] = [
      Task { for await state in viewer.connectionStates { continuation.yield(.connection(viewer, state)) } },
      Task {
        guard (try? await Task.sleep(for: limit)) != nil else { return }
        continuation.yield(.late(viewer))
      },
    ]
  }

  private func follow(_ viewer: Viewer, _ state: ConnectionState) {
    switch state {
    case .connected:
      connected[viewer.id] = viewer
      if connecting?.id == viewer.id { connecting = nil }
      say("Connected. Press Enter for another viewer, Ctrl-C to end.")
    case .disconnected: say("A viewer does not respond.")
    case .closed:
      for task in followers.removeValue(forKey: viewer.id) ?? [] { task.cancel() }
      if connected.removeValue(forKey: viewer.id) != nil {
        if connected.isEmpty { terminal.showStatus("") }
        say("A viewer has left." + (pending == nil && connected.isEmpty ? " Press Enter for a new offer." : ""))
      } else if connecting?.id == viewer.id {
        continuation.yield(.late(viewer))
      }
    case .new, .connecting, .failed: break
    }
  }

  private func giveUp(_ viewer: Viewer) async {
    guard connecting?.id == viewer.id else { return }
    connecting = nil
    refuse(await ConnectionProblem(viewer).text)
    await viewer.close()
  }

  private func say(_ text: String) { StandardErrorLog.write(text) }
}

extension Codec {
  /// As people write it.
  var label: String { self == .h264 ? "H.264" : rawValue }
}

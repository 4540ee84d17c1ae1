import ArgumentParser
import PipelineBridge

/// One viewer, from description to description, without a person. Standard output carries descriptions only.
struct PasteScript {
  /// What went wrong, for `$?`.
  enum Failure {
    /// EX_DATAERR: a text that is no description, or one that cannot be served.
    static let badDescription = ExitCode(65)
    /// EX_NOINPUT and EX_CANTCREAT.
    static let badFile = ExitCode(66)
    /// EX_UNAVAILABLE: both descriptions are exchanged, and no connection came about.
    static let noConnection = ExitCode(69)
    /// As `timeout` has it.
    static let timeout = ExitCode(124)
  }

  /// Whether the bridge makes the offer.
  let offers: Bool
  let input: InputFile
  let output: OutputFile
  let form: PastedDescription.Form?
  /// How long it may take until a viewer is connected.
  let timeout: Duration?

  func run(_ bridge: Bridge) async throws {
    do {
      let viewer = try await withThrowingTaskGroup(of: Viewer?.self) { group in
        group.addTask { try await self.connect(bridge) }
        if let timeout {
          group.addTask {
            try await Task.sleep(for: timeout)
            throw Failure.timeout
          }
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
      guard let viewer else { return }
      for await _ in viewer.connectionStates {}
    } catch let error as SignalingError {
      throw ending(Failure.badDescription, error.detail)
    } catch let error as FileError {
      throw ending(Failure.badFile, error.description)
    } catch let code as ExitCode where code == Failure.timeout {
      throw ending(code, "no viewer within \(timeout?.formatted(.units(allowed: [.seconds])) ?? "the time")")
    }
  }

  private func connect(_ bridge: Bridge) async throws -> Viewer? {
    guard await bridge.waitUntilLive() else { return nil }
    let viewer = offers ? try await offer(bridge) : try await answer(bridge)
    for await state in viewer.connectionStates {
      switch state {
      case .connected:
        StandardErrorLog.write("Connected.")
        return viewer
      case .failed where offers, .closed:
        throw ending(Failure.noConnection, await ConnectionProblem(viewer).text)
      case .new, .connecting, .disconnected, .failed: break
      }
    }
    try Task.checkCancellation()
    throw ending(Failure.noConnection, await ConnectionProblem(viewer).text)
  }

  private func answer(_ bridge: Bridge) async throws -> Viewer {
    let pasted = try PastedDescription(try await input.text())
    guard pasted.description.kind == .offer else {
      throw SignalingError(code: .unsupported, detail: "this is an answer; an offer is wanted here, or use --offer")
    }
    let viewer = try await bridge.answer(pasted.description, patience: timeout ?? PasteSession.patience)
    let answer = await viewer.localDescription.answering(pasted.description)
    try await output.write(answer.text(as: form ?? pasted.form))
    return viewer
  }

  private func offer(_ bridge: Bridge) async throws -> Viewer {
    let viewer = try await bridge.offer()
    do {
      let offer = await viewer.localDescription
      try await output.write(offer.text(as: form ?? .compact))
      let answer = try PastedDescription(try await input.text()).description
      try answer.checkAnswers(offer)
      try await viewer.accept(answer)
      return viewer
    } catch {
      await viewer.close()
      throw error
    }
  }

  private func ending(_ code: ExitCode, _ message: String) -> ExitCode {
    StandardErrorLog.report(message)
    return code
  }
}

import Logging

/// Finds out which encoder works on this machine by running each candidate on two frames, the best first, and
/// remembers it; where none does, the next caller tries again. Being installed is not enough: an element for a GPU
/// exists without the GPU. An encoder that fails later is struck off.
actor EncoderChoice {
  /// Encoders that worked in their trial and failed with the stream.
  private var struck: Set<String> = []
  private var triedSizes: Set<String> = []
  private var chosen: [Codec: Task<EncoderCandidate, any Error>] = [:]
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  /// - Throws: `BridgeError` when none works.
  func encoder(for codec: Codec) async throws -> EncoderCandidate {
    let task =
      chosen[codec]
      ?? Task { [logger, struck] in
        try await Self.firstWorking(of: codec, except: struck, logger: logger)
      }
    chosen[codec] = task
    do { return try await task.value } catch {
      // A machine that was busy for a moment must not go without for ever.
      if chosen[codec] == task { chosen[codec] = nil }
      throw error
    }
  }

  /// Ends the trials that are under way, and returns when they have let go of their encoders.
  func close() async {
    for task in chosen.values { task.cancel() }
    for task in chosen.values { _ = await task.result }
  }

  /// Gives an encoder up for good where another of the same codec is installed.
  /// - Returns: whether there is another.
  func strike(_ factory: String, of codec: Codec) -> Bool {
    let others = EncoderCandidate.all(for: codec).map(\.factory).filter { $0 != factory && !struck.contains($0) }
    guard others.contains(where: Element.exists) else { return false }
    if struck.insert(factory).inserted { chosen[codec] = nil }
    return true
  }

  /// Sizes that were tried; caps can claim a new one with each frame.
  private static let mostSizes = 16
  /// Caps can claim any size, and a trial needs memory for a few pictures of it.
  private static let mostPixels = 8192.0 * 4320

  /// Whether an encoder fails with pictures of a size: each is tried once. One that takes too long does not: the machine
  /// may be busy.
  func refuses(_ factory: String, of codec: Codec, _ size: PictureSize) async -> Bool {
    guard let candidate = EncoderCandidate.all(for: codec).first(where: { $0.factory == factory }),
      size.width > 1, size.height > 1, Double(size.width) * Double(size.height) <= Self.mostPixels,
      triedSizes.count < Self.mostSizes,
      triedSizes.insert("\(factory) \(size.width) \(size.height)").inserted
    else { return false }
    do {
      try await Self.run(candidate, width: size.width & ~1, height: size.height & ~1, logger: logger)
      return false
    } catch {
      return (error as? BridgeError)?.code != .noEncoder
    }
  }

  private static func firstWorking(
    of codec: Codec, except struck: Set<String>, logger: Logger
  ) async throws -> EncoderCandidate {
    let candidates = EncoderCandidate.all(for: codec)
    var failure: String?
    for candidate in candidates where !struck.contains(candidate.factory) && Element.exists(candidate.factory) {
      try Task.checkCancellation()
      do {
        try await run(candidate, logger: logger)
        logger.debug("\(codec.rawValue): \(candidate.factory) works")
        return candidate
      } catch {
        failure = "\(candidate.factory): \(error)"
        logger.info("\(codec.rawValue): \(candidate.factory) does not work here: \(error)")
      }
    }
    if let failure {
      throw BridgeError(.noEncoder, "no \(codec.rawValue) encoder works on this machine now: \(failure)")
    }
    let packages = candidates.compactMap { DebianPackage.providing(element: $0.factory) }
    throw BridgeError(
      .noEncoder,
      "no \(codec.rawValue) encoder is installed: apt-get install \(packages.last ?? "gstreamer1.0-plugins-bad")")
  }

  /// - Throws: `BridgeError`, with the code `noEncoder` where nothing was encoded in time.
  private static func run(
    _ candidate: EncoderCandidate, width: Int = 320, height: Int = 240, logger: Logger
  ) async throws {
    let input =
      candidate.codec.kind == .video
      ? "videotestsrc num-buffers=2 ! video/x-raw,width=\(width),height=\(height),framerate=30/1 ! videoconvert"
      : "audiotestsrc num-buffers=4 ! audio/x-raw,rate=48000,channels=2"
    let trial = try Trial("\(input) ! \(candidate.launch(.bitrate(500_000))) ! fakesink sync=false")
    // A driver may hang in any of the three.
    Task { await trial.play() }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await trial.reachEnd(within: candidate.trialTime)) } catch { outcome = .failure(error) }
    await ending("the trial of \(candidate.factory)", logger: logger) { await trial.stop() }
    try outcome.get()
  }
}

/// A pipeline that is expected to reach its end.
private actor Trial {
  private let executor = QueueExecutor(label: "bridge.trial")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let pipeline: Pipeline
  private var isStopped = false

  init(_ description: String) throws { pipeline = try Pipeline(parsing: PipelineString(description)) }

  func play() {
    if !isStopped { pipeline.element.setState(.playing) }
  }

  nonisolated func reachEnd(within limit: Duration) async throws {
    let messages = pipeline.messages
    try await withDeadline(
      limit,
      orThrow: BridgeError(.noEncoder, "nothing encoded within \(limit.components.seconds) s: is the machine busy?")
    ) {
      for await message in messages {
        switch message {
        case .error(let error, isTemporary: _): throw error
        case .endOfStream: return
        default: break
        }
      }
    }
  }

  func stop() {
    isStopped = true
    pipeline.stop()
  }
}

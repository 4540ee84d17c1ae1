import Logging

/// The renditions in use: at most one for each stream and codec, made for the first viewer that needs it, dropped
/// a little after the last has left, so that a page that is loaded again finds its encoder running.
actor Renditions {
  private struct Key: Hashable {
    let stream: String
    let codec: Codec
    /// Whether it is encoded anew for viewers that do not take it as it is.
    let isForced: Bool
  }

  private struct Entry {
    let rendition: Task<Rendition, any Error>
    /// The same, once it is there.
    var made: Rendition?
    var users: Int
    var closing: Task<Void, Never>?
  }

  private var entries: [Key: Entry] = [:]
  private let encoders: EncoderChoice
  private let timeline: Timeline
  private let bitrate: Int?
  private let staysOnHost: Bool
  private let playoutDelay: PlayoutDelay?
  private let linger: Duration
  private let logger: Logger
  private var isClosed = false

  /// - Parameters:
  ///   - bitrate: bit/s of video; `nil` for what suits the picture.
  ///   - staysOnHost: whether media goes to viewers on this host only.
  init(
    timeline: Timeline, bitrate: Int?, staysOnHost: Bool, playoutDelay: PlayoutDelay?, linger: Duration = .seconds(3),
    logger: Logger
  ) {
    encoders = EncoderChoice(logger: logger)
    self.timeline = timeline
    self.bitrate = bitrate
    self.staysOnHost = staysOnHost
    self.playoutDelay = playoutDelay
    self.linger = linger
    self.logger = logger
  }

  /// Finds an encoder for `codec` before a viewer waits for it. Returns when that is done, or the task is cancelled.
  func warmUp(_ codec: Codec) async {
    let done = Completion()
    Task { [encoders] in
      _ = try? await encoders.encoder(for: codec)
      done.complete()
    }
    await done.wait()
  }

  /// The rendition of a stream in a codec, to be given back with `release`.
  /// - Parameter reason: why a stream that is in this codec is encoded anew all the same; `nil` to pass it on.
  func acquire(_ stream: MediaStream, _ codec: Codec, payloadType: Int, reason: String?) async throws -> Rendition {
    guard !isClosed else { throw BridgeError(.notLive, "the bridge is closing") }
    // What is encoded in any case is encoded once.
    let reason = stream.format?.codec == codec ? reason : nil
    let key = Key(stream: stream.name, codec: codec, isForced: reason != nil)
    var entry =
      entries[key]
      ?? Entry(
        rendition: Task { try await make(stream, codec, payloadType: payloadType, reason: reason) }, made: nil,
        users: 0, closing: nil)
    entry.users += 1
    entry.closing?.cancel()
    entry.closing = nil
    entries[key] = entry
    do {
      let rendition = try await entry.rendition.value
      if entries[key]?.rendition == entry.rendition { entries[key]?.made = rendition }
      return rendition
    } catch {
      // The next viewer tries anew.
      if entries[key]?.rendition == entry.rendition { entries[key] = nil }
      throw error
    }
  }

  func release(_ rendition: Rendition) {
    let key = Key(stream: rendition.stream.name, codec: rendition.codec, isForced: rendition.isForced)
    guard var entry = entries[key] else { return }
    entry.users -= 1
    if entry.users == 0 {
      let linger = linger
      entry.closing = Task {
        guard (try? await Task.sleep(for: linger)) != nil else { return }
        await self.closeIfUnused(key)
      }
    }
    entries[key] = entry
  }

  /// The renditions that exist now.
  var current: [Rendition] {
    entries.values.compactMap(\.made).sorted {
      ($0.stream.name, $0.id) < ($1.stream.name, $1.id)
    }
  }

  /// Closes all, used or not.
  func close() async {
    isClosed = true
    let all = entries.values
    entries.removeAll()
    await encoders.close()
    await withTaskGroup(of: Void.self) { group in
      for entry in all {
        entry.closing?.cancel()
        group.addTask { if let rendition = try? await entry.rendition.value { await self.end(rendition) } }
      }
    }
  }

  private func closeIfUnused(_ key: Key) async {
    guard let entry = entries[key], entry.users == 0 else { return }
    entries[key] = nil
    if let rendition = try? await entry.rendition.value {
      await end(rendition)
      logger.info("\(key.codec.rawValue) of \(key.stream): nobody watches any more")
    }
  }

  private func end(_ rendition: Rendition) async {
    await ending("the encoder of \(rendition.codec.rawValue)", logger: logger) { await rendition.close() }
  }

  private func make(
    _ stream: MediaStream, _ codec: Codec, payloadType: Int, reason: String?
  ) async throws -> Rendition {
    let rendition = Rendition(
      of: stream, codec: codec, payloadType: payloadType, playoutDelay: playoutDelay,
      planner: RenditionPlanner(encoders: encoders, bitrate: bitrate, staysOnHost: staysOnHost, reason: reason),
      timeline: timeline, logger: logger)
    do {
      try await rendition.start()
    } catch {
      await rendition.close()
      throw error
    }
    return rendition
  }
}

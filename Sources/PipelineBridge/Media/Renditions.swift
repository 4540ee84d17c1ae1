import Logging

/// The renditions in use: at most one for each stream and codec, made for the first viewer that needs it, dropped
/// a little after the last has left, so that a page that is loaded again finds its encoder running.
actor Renditions {
  private struct Key: Hashable {
    let stream: String
    let codec: Codec
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
  private let linger: Duration
  private let logger: Logger
  private var isClosed = false

  /// - Parameter bitrate: bit/s of video; `nil` for what suits the picture.
  init(timeline: Timeline, bitrate: Int?, linger: Duration = .seconds(3), logger: Logger) {
    encoders = EncoderChoice(logger: logger)
    self.timeline = timeline
    self.bitrate = bitrate
    self.linger = linger
    self.logger = logger
  }

  /// Finds an encoder for `codec` before a viewer waits for it.
  func warmUp(_ codec: Codec) async { _ = try? await encoders.encoder(for: codec) }

  /// The rendition of a stream in a codec, to be given back with `release`.
  func acquire(_ stream: MediaStream, _ codec: Codec, payloadType: Int) async throws -> Rendition {
    guard !isClosed else { throw BridgeError(.notLive, "the bridge is closing") }
    let key = Key(stream: stream.name, codec: codec)
    var entry =
      entries[key]
      ?? Entry(
        rendition: Task { try await make(stream, codec, payloadType: payloadType) }, made: nil, users: 0, closing: nil)
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
    let key = Key(stream: rendition.stream.name, codec: rendition.codec)
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
      ($0.stream.name, $0.codec.rawValue) < ($1.stream.name, $1.codec.rawValue)
    }
  }

  /// Closes all, used or not.
  func close() async {
    isClosed = true
    let all = entries.values
    entries.removeAll()
    for entry in all {
      entry.closing?.cancel()
      if let rendition = try? await entry.rendition.value { await rendition.close() }
    }
  }

  private func closeIfUnused(_ key: Key) async {
    guard let entry = entries[key], entry.users == 0 else { return }
    entries[key] = nil
    if let rendition = try? await entry.rendition.value {
      await rendition.close()
      logger.info("\(key.codec.rawValue) of \(key.stream): nobody watches any more")
    }
  }

  private func make(_ stream: MediaStream, _ codec: Codec, payloadType: Int) async throws -> Rendition {
    guard let format = stream.format, let caps = stream.caps else {
      throw BridgeError(.notLive, "\(stream.name) has given no data yet")
    }
    let encoder = format.codec == codec ? nil : try await encoders.encoder(for: codec)
    return try Rendition(
      of: stream, codec: codec, format: format, encoder: encoder, bitrate: bitrate(of: codec, for: caps),
      payloadType: payloadType, timeline: timeline, logger: logger)
  }

  private func bitrate(of codec: Codec, for caps: Caps) -> Int {
    guard codec.kind == .video else { return 96_000 }
    if let bitrate { return bitrate }
    let picture = PictureSize(caps)
    // A tenth of a bit for each pixel: clean at the speed that x264 is set to, and far below what loopback carries.
    let pixels = Double((picture?.width ?? 1280) * (picture?.height ?? 720)) * min(picture?.frameRate ?? 30, 60)
    return max(500_000, min(20_000_000, Int(pixels / 10)))
  }
}

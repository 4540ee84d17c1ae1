/// Decides how a stream becomes a codec: by what the stream gives at the moment, the encoders of this machine, and
/// the bitrate that was asked for.
struct RenditionPlanner: Sendable {
  let encoders: EncoderChoice
  /// bit/s of video; `nil` for what suits the picture.
  let bitrate: Int?
  /// Encode anew what is in the codec already, for viewers that cannot take it as it is.
  let reason: String?

  /// - Throws: `BridgeError` when the stream has given nothing yet, or no encoder works.
  func plan(_ stream: MediaStream, _ codec: Codec) async throws -> RenditionPlan {
    guard let format = stream.format, let caps = stream.caps else {
      throw BridgeError(.notLive, "\(stream.name) has given no data yet")
    }
    let isPassedOn = format.codec == codec && reason == nil
    return RenditionPlan(
      format: format, codec: codec, encoder: isPassedOn ? nil : try await encoders.encoder(for: codec),
      bitrate: isPassedOn ? 0 : bitrate(of: codec, for: caps), frameRate: PictureSize(caps)?.frameRate ?? 30,
      reason: reason, isReordered: stream.isReordered, pictures: stream.picture.traits)
  }

  private func bitrate(of codec: Codec, for caps: Caps) -> Int {
    guard codec.kind == .video else { return 96_000 }
    if let bitrate { return bitrate }
    return Self.bitrate(of: PictureSize(caps))
  }

  /// bit/s that suit a picture; of a size of 1280×720 at 30 frames per second where it is not known.
  static func bitrate(of picture: PictureSize?) -> Int {
    // Caps are what somebody claims: up to 2147483647 × 2147483647.
    let pixels = Double(picture?.width ?? 1280) * Double(picture?.height ?? 720)
    // A picture that comes once in 20 s is to be as good as others.
    let rate = min(max(picture?.frameRate ?? 30, 10), 60)
    // Two fifths of a bit for each pixel: small text keeps an SSIM of 0.98 at the fastest preset
    // (`Benchmarks/quality.py`), which gains more from bits than from time. A tenth leaves 0.82; more adds latency.
    return Int(min(max(pixels * rate * 0.4, 1_000_000), 40_000_000))
  }
}

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
      reason: reason, isReordered: stream.isReordered)
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

/// Decides how a stream becomes a codec: by what the stream gives at the moment, the encoders of this machine, and
/// the bitrate that was asked for.
struct RenditionPlanner: Sendable {
  let encoders: EncoderChoice
  /// bit/s of video; `nil` for what suits the picture.
  let bitrate: Int?
  /// Whether media goes to viewers on this host only, where bandwidth is free.
  let staysOnHost: Bool
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
      rateControl: rateControl(of: caps), frameRate: PictureSize(caps)?.frameRate ?? 30,
      reason: reason, isReordered: stream.isReordered, pictures: stream.picture.traits)
  }

  private func rateControl(of caps: Caps) -> RateControl {
    bitrate.map(RateControl.bitrate) ?? .suiting(PictureSize(caps), staysOnHost: staysOnHost)
  }
}

extension PacketFormat {
  /// - Parameter playoutDelay: `nil` when none is to be sent.
  init(_ selection: Selection, playoutDelay: PlayoutDelay?) {
    let isWanted = selection.codec.kind == .video && playoutDelay != nil
    self.init(
      payloadType: selection.payloadType,
      playoutDelayID: isWanted ? selection.extensionIDs[PlayoutDelay.uri] : nil)
  }
}

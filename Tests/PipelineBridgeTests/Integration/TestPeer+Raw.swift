import CGStreamer

@testable import PipelineBridge

/// What no browser does.
extension TestPeer {
  /// Sends a packet as it is, once the connection stands.
  func send(raw bytes: [UInt8]) { push(bytes, into: "nicesink", pad: "sink") }

  /// Encrypts an RTCP packet and sends it.
  func send(report bytes: [UInt8]) { push(bytes, into: "srtpenc", pad: "rtcp_sink") }

  private func push(_ bytes: [UInt8], into factory: String, pad prefix: String) {
    guard let buffer = gst_buffer_new_memdup(bytes, gsize(bytes.count)) else { return }
    guard let pad = pads(of: factory).first(where: { $0.name.hasPrefix(prefix) }) else {
      return gst_buffer_unref(buffer)
    }
    gst_pad_chain(pad.pointer, buffer)
  }

  private func pads(of factory: String) -> [Pad] {
    peer.bin.descendants.filter { $0.factoryName == factory }.flatMap(\.sinkPads)
  }

  /// Loses the RTP packets for which `isLost` is true, before they are decrypted.
  func lose(where isLost: @escaping @Sendable (RTPHeader) -> Bool) {
    for source in peer.bin.descendants where source.factoryName == "nicesrc" {
      source.staticPad("src")?.dropBuffers(where: { packet in
        let bytes = packet.bytes(limit: 12)
        guard bytes.count == 12, bytes[0] >> 6 == 2, !(200...207).contains(bytes[1]) else { return false }
        // Without CSRCs and extensions, whatever is said of them.
        return RTPHeader([0x80] + bytes.dropFirst()).map(isLost) ?? false
      })
    }
  }
}

extension Element {
  /// What a bin holds, with what its children hold.
  var descendants: [Element] { children.flatMap { [$0] + $0.descendants } }
}

import CGStreamer

extension Buffer {
  /// The marker bit of an RTP packet: for video, the last packet of a frame (RFC 3550, section 5.1).
  var isMarked: Bool {
    var byte: UInt8 = 0
    return gst_buffer_extract(pointer, 1, &byte, 1) == 1 && byte & 0x80 != 0
  }

  /// The same RTP packet with another payload type. The payload's memory is shared.
  func withPayloadType(_ payloadType: Int) -> Buffer {
    guard let copy = gst_buffer_copy(pointer) else { return self }
    var packet = GstRTPBuffer()
    if gst_rtp_buffer_map(copy, GST_MAP_WRITE, &packet) != 0 {
      gst_rtp_buffer_set_payload_type(&packet, UInt8(payloadType & 0x7f))
      gst_rtp_buffer_unmap(&packet)
    }
    return Buffer(reference: MiniObjectReference(taking: copy))
  }
}

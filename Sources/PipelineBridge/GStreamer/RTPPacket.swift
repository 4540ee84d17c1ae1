import CGStreamer

extension Buffer {
  /// The marker bit of an RTP packet: for video, the last packet of a frame (RFC 3550, section 5.1).
  var isMarked: Bool {
    var byte: UInt8 = 0
    return gst_buffer_extract(pointer, 1, &byte, 1) == 1 && byte & 0x80 != 0
  }

  /// The sequence number of an RTP packet (RFC 3550, section 5.1).
  var sequenceNumber: UInt16? {
    var bytes: (UInt8, UInt8) = (0, 0)
    guard gst_buffer_extract(pointer, 2, &bytes, 2) == 2 else { return nil }
    return UInt16(bytes.0) << 8 | UInt16(bytes.1)
  }

  /// The same RTP packet with another payload type and number. The payload's memory is shared.
  func written(in format: PacketFormat) -> Buffer {
    guard let copy = gst_buffer_copy(pointer) else { return self }
    var packet = GstRTPBuffer()
    if gst_rtp_buffer_map(copy, GST_MAP_WRITE, &packet) != 0 {
      gst_rtp_buffer_set_payload_type(&packet, UInt8(format.payloadType & 0x7f))
      gst_rtp_buffer_set_seq(&packet, gst_rtp_buffer_get_seq(&packet) &+ format.sequenceShift)
      gst_rtp_buffer_unmap(&packet)
    }
    return Buffer(reference: MiniObjectReference(taking: copy))
  }

  /// The same RTP packet with one header extension more (RFC 8285, section 4.2). The payload's memory is shared.
  /// - Parameter id: 1 to 14.
  func withHeaderExtension(id: Int, _ bytes: [UInt8]) -> Buffer {
    guard let copy = gst_buffer_copy(pointer) else { return self }
    var packet = GstRTPBuffer()
    if gst_rtp_buffer_map(copy, GST_MAP_WRITE, &packet) != 0 {
      gst_rtp_buffer_add_extension_onebyte_header(&packet, UInt8(id), bytes, guint(bytes.count))
      gst_rtp_buffer_unmap(&packet)
    }
    return Buffer(reference: MiniObjectReference(taking: copy))
  }
}

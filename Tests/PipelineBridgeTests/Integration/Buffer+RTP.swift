import CGStreamer

@testable import PipelineBridge

extension Buffer {
  /// A word of an RTP packet's header (RFC 3550, section 5.1): the time stamp is at 4, the SSRC at 8.
  func rtpWord(at offset: Int) -> UInt32? {
    var bytes: [UInt8] = [0, 0, 0, 0]
    guard gst_buffer_extract(pointer, gsize(offset), &bytes, 4) == 4 else { return nil }
    return bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension Caps {
  /// Whose packets flow here (`ssrc` of `application/x-rtp`).
  var ssrc: UInt32? {
    var value: guint = 0
    guard let structure = gst_caps_get_structure(pointer, 0), gst_structure_get_uint(structure, "ssrc", &value) != 0
    else { return nil }
    return value
  }
}

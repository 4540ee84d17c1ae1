/// Key frames of VP8 and VP9 in RTP, read from the payload descriptors.
enum RTPKeyFrames {
  /// RFC 7741, sections 4.2 and 4.3.
  /// - Returns: the picture that begins in this packet; `nil` where none does.
  static func vp8(_ payload: ArraySlice<UInt8>) -> CodedPicture? {
    var rest = payload
    guard let first = rest.popFirst(), first & 0x17 == 0x10 else { return nil }
    if first & 0x80 != 0 {
      guard let extensions = rest.popFirst() else { return nil }
      if extensions & 0x80 != 0, let picture = rest.popFirst(), picture & 0x80 != 0 { _ = rest.popFirst() }
      if extensions & 0x40 != 0 { _ = rest.popFirst() }
      if extensions & 0x30 != 0 { _ = rest.popFirst() }
    }
    guard let frame = rest.first else { return nil }
    return CodedPicture(isKeyFrame: frame & 1 == 0, isEntryPoint: frame & 1 == 0)
  }

  /// RFC 9628, section 4.2: the first packet of a frame that is not predicted from another picture.
  static func vp9(_ payload: ArraySlice<UInt8>) -> CodedPicture? {
    guard let first = payload.first, first & 0x08 != 0 else { return nil }
    return CodedPicture(isKeyFrame: first & 0x40 == 0, isEntryPoint: first & 0x40 == 0)
  }
}

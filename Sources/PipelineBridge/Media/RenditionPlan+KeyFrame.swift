extension RenditionPlan {
  /// Whether browsers can begin at a frame that enters the payloader. Of H.264 that is passed on, parsers call any
  /// picture of I slices a key frame: browsers want an IDR picture.
  func isKeyFrame(_ frame: Buffer) -> Bool {
    guard encoder == nil, codec == .h264 else { return !frame.isDeltaUnit }
    var isIDR = false
    NALUnits.forEach(in: frame.bytes(limit: 16_384)[...], .byteStream, .h264) { unit in
      let type = (unit.first ?? 0) & 0x1F
      isIDR = type == 5
      return type == 0 || type > 5
    }
    return isIDR
  }
}

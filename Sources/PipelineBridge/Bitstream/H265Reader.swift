/// Follows a stream of H.265 by its parameter sets and NAL unit types (ITU-T H.265, section 7.4.2.2).
struct H265Reader: Sendable {
  private(set) var parameters: H265SequenceParameters?

  /// Almost every encoder writes B slices: the parameter set says whether pictures are reordered.
  var hasReorderedPictures: Bool { (parameters?.maximumReordering ?? 0) > 0 }

  /// - Parameter unit: a NAL unit, or its beginning.
  /// - Returns: the picture that begins here; `nil` where none does.
  mutating func read(_ unit: ArraySlice<UInt8>) -> CodedPicture? {
    guard unit.count > 2 else { return nil }
    let type = unit[unit.startIndex] >> 1 & 0x3F
    if type == 33, let set = H265SequenceParameters(unit) { parameters = set }
    // `first_slice_segment_in_pic_flag`
    guard type < 32, unit[unit.startIndex + 2] & 0x80 != 0 else { return nil }
    let isRandomAccess = (16...21).contains(type)
    return CodedPicture(isKeyFrame: isRandomAccess, isEntryPoint: isRandomAccess)
  }
}

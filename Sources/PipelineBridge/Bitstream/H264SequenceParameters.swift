/// What a sequence parameter set of H.264 says about profile and order (ITU-T H.264, sections 7.3.2.1.1 and E.1.1).
struct H264SequenceParameters: Equatable, Sendable {
  let identifier: UInt
  /// `profile_idc`, the constraint flags and `level_idc`, as `profile-level-id` writes them.
  let profileLevelID: UInt
  let frameNumberBits: Int
  let orderType: UInt
  /// The bits of `pic_order_cnt_lsb`; 0 where slices have none.
  let orderBits: Int
  let hasColourPlanes: Bool
  let isFramesOnly: Bool
  /// `max_num_reorder_frames`; `nil` where it is not said.
  let maximumReordering: UInt?

  var profile: H264Profile? { H264Profile(profileLevelID: profileLevelID) }

  /// Whether a picture may be shown after one that was decoded later.
  var allowsReordering: Bool {
    let isBaseline = profileLevelID >> 16 == 66
    return !isBaseline && orderType != 2 && maximumReordering != 0
  }

  private static let profilesWithFormat: Set<UInt> = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]

  /// - Parameter unit: the NAL unit with its header.
  /// - Returns: `nil` for what is no parameter set.
  init?(_ unit: ArraySlice<UInt8>) {
    guard unit.count > 4, unit[unit.startIndex] & 0x1F == 7 else { return nil }
    var reader = BitReader(unit.dropFirst())
    profileLevelID = reader.bits(24)
    identifier = reader.unsigned()
    var planes = false
    if Self.profilesWithFormat.contains(profileLevelID >> 16) {
      let format = reader.unsigned()
      if format == 3 { planes = reader.bit() }
      _ = (reader.unsigned(), reader.unsigned(), reader.bit())
      if reader.bit() { Self.skipScalingLists(format == 3 ? 12 : 8, &reader) }
    }
    hasColourPlanes = planes
    frameNumberBits = Int(min(reader.unsigned(), 12)) + 4
    orderType = reader.unsigned()
    orderBits = orderType == 0 ? Int(min(reader.unsigned(), 12)) + 4 : 0
    if orderType == 1 {
      _ = (reader.bit(), reader.signed(), reader.signed())
      for _ in 0..<min(reader.unsigned(), 255) { _ = reader.signed() }
    }
    _ = (reader.unsigned(), reader.bit(), reader.unsigned(), reader.unsigned())
    isFramesOnly = reader.bit()
    if !isFramesOnly { reader.skip(1) }
    reader.skip(1)
    if reader.bit() { for _ in 0..<4 { _ = reader.unsigned() } }
    guard !reader.isOverrun, identifier < 32, orderType < 3 else { return nil }
    let reordering = reader.bit() ? Self.reordering(&reader) : nil
    maximumReordering = reader.isOverrun ? nil : reordering
  }

  private static func skipScalingLists(_ count: Int, _ reader: inout BitReader) {
    for list in 0..<count where reader.bit() {
      var (last, next) = (8, 8)
      for _ in 0..<(list < 6 ? 16 : 64) {
        if next != 0 { next = (last + reader.signed() + 256) & 0xFF }
        if next != 0 { last = next }
      }
    }
  }

  /// Reads the video usability information up to `max_num_reorder_frames`.
  private static func reordering(_ reader: inout BitReader) -> UInt? {
    if reader.bit(), reader.bits(8) == 255 { reader.skip(32) }
    if reader.bit() { reader.skip(1) }
    if reader.bit() {
      reader.skip(4)
      if reader.bit() { reader.skip(24) }
    }
    if reader.bit() { _ = (reader.unsigned(), reader.unsigned()) }
    if reader.bit() { reader.skip(65) }
    let hasNALBuffer = reader.bit()
    if hasNALBuffer { skipBuffer(&reader) }
    let hasVCLBuffer = reader.bit()
    if hasVCLBuffer { skipBuffer(&reader) }
    if hasNALBuffer || hasVCLBuffer { reader.skip(1) }
    reader.skip(1)
    guard reader.bit() else { return nil }
    reader.skip(1)
    for _ in 0..<4 { _ = reader.unsigned() }
    return reader.unsigned()
  }

  private static func skipBuffer(_ reader: inout BitReader) {
    let count = min(reader.unsigned(), 31) + 1
    reader.skip(8)
    for _ in 0..<count { _ = (reader.unsigned(), reader.unsigned(), reader.bit()) }
    reader.skip(20)
  }
}

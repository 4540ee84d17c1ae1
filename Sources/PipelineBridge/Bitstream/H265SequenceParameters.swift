/// What a sequence parameter set of H.265 says about profile and order (ITU-T H.265, section 7.3.2.2).
struct H265SequenceParameters: Equatable, Sendable {
  let profile: H265Profile
  /// `sps_max_num_reorder_pics` of the whole stream.
  let maximumReordering: UInt

  /// - Parameter unit: the NAL unit with its header.
  /// - Returns: `nil` for what is no parameter set.
  init?(_ unit: ArraySlice<UInt8>) {
    guard unit.count > 15, unit[unit.startIndex] >> 1 & 0x3F == 33 else { return nil }
    var reader = BitReader(unit.dropFirst(2))
    reader.skip(4)
    let subLayers = Int(reader.bits(3))
    reader.skip(1)
    guard subLayers < 7 else { return nil }
    reader.skip(2)
    let tier = reader.bit()
    let number = Int(reader.bits(5))
    reader.skip(80)
    profile = H265Profile(number: number, isHighTier: tier, level: Int(reader.bits(8)))
    Self.skipSubLayers(subLayers, &reader)
    _ = reader.unsigned()
    if reader.unsigned() == 3 { reader.skip(1) }
    _ = (reader.unsigned(), reader.unsigned())
    if reader.bit() { for _ in 0..<4 { _ = reader.unsigned() } }
    for _ in 0..<3 { _ = reader.unsigned() }
    var reordering: UInt = 0
    for _ in 0...(reader.bit() ? subLayers : 0) {
      _ = reader.unsigned()
      reordering = reader.unsigned()
      _ = reader.unsigned()
    }
    maximumReordering = reordering
    guard !reader.isOverrun else { return nil }
  }

  private static func skipSubLayers(_ count: Int, _ reader: inout BitReader) {
    guard count > 0 else { return }
    let present = (0..<count).map { _ in (profile: reader.bit(), level: reader.bit()) }
    reader.skip(2 * (8 - count))
    for (profile, level) in present { reader.skip((profile ? 88 : 0) + (level ? 8 : 0)) }
  }
}

/// The profiles of H.264 by how surely their decoders decode constrained baseline, which is what every encoder of
/// ours can write (RFC 6184, section 8.1, table 5). Each from `main` on decodes those before it.
enum H264Profile: Int, Sendable {
  case constrainedBaseline
  /// Baseline with `constraint_set1_flag`, the same as constrained baseline under another name.
  case baselineWithinMain
  case baseline
  case main
  case high
  case high10
  case high422
  case high444Predictive

  /// The lower, the better.
  var rank: Int { rawValue }

  /// Whether it is for pictures of 8 bits and 4:2:0, and so has a decoder in every browser that has H.264 at all.
  var isCommon: Bool { self <= .high }

  /// Reads a `profile-level-id`; without one it is baseline at level 1 (RFC 6184, section 8.1).
  init?(profileLevelID text: String?) {
    let text = text ?? "420010"
    guard text.utf8.count == 6, text.utf8.allSatisfy(\.isHexDigit), let value = UInt(text, radix: 16) else {
      return nil
    }
    self.init(profileLevelID: value)
  }

  /// - Parameter value: `profile_idc`, the constraint flags and `level_idc`, a byte each.
  init?(profileLevelID value: UInt) {
    let constraints = value >> 8 & 0xFF
    switch value >> 16 {
    case 0x42 where constraints & 0xF0 == 0xE0: self = .constrainedBaseline
    case 0x42 where constraints & 0x40 != 0: self = .baselineWithinMain
    case 0x42: self = .baseline
    case 0x4D: self = .main
    case 0x64: self = .high
    case 0x6E: self = .high10
    case 0x7A: self = .high422
    // CAVLC 4:4:4 Intra is within it.
    case 0xF4, 0x2C: self = .high444Predictive
    default: return nil
    }
  }

  /// - Parameter name: as GStreamer's caps of `video/x-h264` write it.
  init?(name: String) {
    switch name {
    case "constrained-baseline": self = .constrainedBaseline
    // What is in baseline only (arbitrary slice order) no encoder makes.
    case "baseline": self = .baselineWithinMain
    case "main": self = .main
    case "high", "constrained-high", "progressive-high": self = .high
    case "high-10", "high-10-intra", "progressive-high-10": self = .high10
    case "high-4:2:2", "high-4:2:2-intra": self = .high422
    case "high-4:4:4", "high-4:4:4-intra", "cavlc-4:4:4-intra": self = .high444Predictive
    default: return nil
    }
  }

  /// Whether a decoder of this profile decodes what is written in another.
  func decodes(_ other: H264Profile) -> Bool { other < .main || other <= self }
}

extension H264Profile: Comparable {
  static func < (one: Self, other: Self) -> Bool { one.rank < other.rank }
}

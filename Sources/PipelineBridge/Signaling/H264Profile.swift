/// The profiles of H.264 by how surely their decoders decode constrained baseline, which is what every encoder of
/// ours can write (RFC 6184, section 8.1, table 5).
enum H264Profile: Int, Sendable {
  case constrainedBaseline
  /// Baseline with `constraint_set1_flag`, the same as constrained baseline under another name.
  case baselineWithinMain
  case baseline
  case main
  case high

  /// The lower, the better.
  var rank: Int { rawValue }

  /// Reads a `profile-level-id`; without one it is baseline at level 1 (RFC 6184, section 8.1).
  init?(profileLevelID text: String?) {
    let text = text ?? "420010"
    guard text.utf8.count == 6, text.utf8.allSatisfy(\.isHexDigit), let value = Int(text, radix: 16) else {
      return nil
    }
    let constraints = value >> 8 & 0xFF
    switch value >> 16 {
    case 0x42 where constraints & 0xF0 == 0xE0: self = .constrainedBaseline
    case 0x42 where constraints & 0x40 != 0: self = .baselineWithinMain
    case 0x42: self = .baseline
    case 0x4D: self = .main
    case 0x64: self = .high
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
    default: return nil
    }
  }

  /// Whether a decoder of this profile decodes what is written in another.
  func decodes(_ other: H264Profile) -> Bool { other < .main || other <= self }
}

extension H264Profile: Comparable {
  static func < (one: Self, other: Self) -> Bool { one.rank < other.rank }
}

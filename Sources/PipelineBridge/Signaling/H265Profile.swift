/// The profile, tier and level of H.265, in a stream or in an offer (RFC 7798, section 7.1).
struct H265Profile: Equatable, Sendable {
  /// `profile_idc`: 1 is Main, 2 is Main 10, 3 is Main Still Picture.
  var number = 1
  var isHighTier = false
  /// Thirty times the level: 93 is level 3.1.
  var level = 93

  init(number: Int = 1, isHighTier: Bool = false, level: Int = 93) {
    (self.number, self.isHighTier, self.level) = (number, isHighTier, level)
  }

  /// Reads the format parameters of an offer; what is left out is Main, the main tier, and level 3.1.
  init?(parameters: [String: String]) {
    func value(_ name: String, _ range: ClosedRange<Int>, default standard: Int) -> Int? {
      parameters[name].map { $0.decimal(in: range) } ?? standard
    }
    guard let space = value("profile-space", 0...3, default: 0), space == 0,
      let number = value("profile-id", 1...31, default: 1), let tier = value("tier-flag", 0...1, default: 0),
      let level = value("level-id", 1...255, default: 93)
    else { return nil }
    self.init(number: number, isHighTier: tier == 1, level: level)
  }

  /// As an offer of ours writes it.
  var parameters: [String: String] {
    ["profile-id": "\(number)", "tier-flag": isHighTier ? "1" : "0", "level-id": "\(level)", "tx-mode": "SRST"]
  }

  /// Whether a decoder of this profile decodes what is written in another.
  func decodes(_ other: H265Profile) -> Bool {
    let fits = number == other.number || (number == 2 && other.number == 1) || (number < 3 && other.number == 3)
    return fits && (isHighTier || !other.isHighTier) && other.level <= level
  }
}

extension H265Profile: CustomStringConvertible {
  var description: String {
    let names = [1: "Main", 2: "Main 10", 3: "Main Still Picture", 4: "Range Extensions"]
    return "\(names[number] ?? "profile \(number)")\(isHighTier ? ", high tier" : ""), level \(Double(level) / 30)"
  }
}

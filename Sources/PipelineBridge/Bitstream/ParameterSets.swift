/// The parameter sets that a byte stream has sent. Some encoders (`v4l2h264enc`) send theirs once: whoever begins to
/// decode later needs them too.
struct ParameterSets: Sendable {
  /// No encoder sends more.
  private static let maximumBytes = 16_384

  private var units: [[UInt8]] = [] { didSet { bytes = units.flatMap { [0, 0, 0, 1] + $0 } } }
  /// All of them, with start codes. A picture comes far more often than a new set.
  private var bytes: [UInt8] = []
  /// Whether a sequence parameter set has come since the last picture.
  private var areInPlace = false

  /// - Parameter beginsSequence: whether the encoder writes it first, so that none before it count any more.
  mutating func note(_ unit: ArraySlice<UInt8>, beginsSequence: Bool) {
    if beginsSequence {
      if !areInPlace { units = [] }
      areInPlace = true
    }
    // Zeros at the end belong to the next start code.
    let unit = Array(unit.prefix(through: unit.lastIndex { $0 != 0 } ?? unit.startIndex))
    guard !units.contains(unit), units.reduce(unit.count, { $0 + $1.count }) <= Self.maximumBytes else { return }
    units.append(unit)
  }

  /// A picture begins.
  /// - Returns: what it lacks to be decoded first, with start codes; `nil` where nothing is missing.
  mutating func begin() -> [UInt8]? {
    defer { areInPlace = false }
    return areInPlace || units.isEmpty ? nil : bytes
  }
}

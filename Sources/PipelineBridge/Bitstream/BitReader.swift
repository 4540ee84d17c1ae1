/// Reads the fields of a NAL unit's payload: bits and Exp-Golomb numbers (ITU-T H.264, sections 7.3.1 and 9.1).
///
/// Emulation prevention bytes are skipped. Beyond the end it reads zeros and is `isOverrun`, so that a parser can read
/// hostile input to its end and check once.
struct BitReader {
  private let bytes: ArraySlice<UInt8>
  private var index: Int
  private var zeros = 0
  private var current: UInt8 = 0
  private var bitsLeft = 0
  private(set) var isOverrun = false

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  mutating func bit() -> Bool {
    if bitsLeft == 0 { nextByte() }
    guard bitsLeft > 0 else { return false }
    bitsLeft -= 1
    return current >> UInt8(bitsLeft) & 1 == 1
  }

  /// - Parameter count: 0 to 32.
  mutating func bits(_ count: Int) -> UInt {
    var value: UInt = 0
    for _ in 0..<count { value = value << 1 | (bit() ? 1 : 0) }
    return value
  }

  mutating func skip(_ count: Int) { for _ in 0..<count where !isOverrun { _ = bit() } }

  /// `ue(v)`
  mutating func unsigned() -> UInt {
    var zeros = 0
    while !isOverrun, !bit() { zeros += 1 }
    guard zeros < 32 else {
      isOverrun = true
      return 0
    }
    return (1 << UInt(zeros)) - 1 + bits(zeros)
  }

  /// `se(v)`
  mutating func signed() -> Int {
    let value = unsigned()
    return value % 2 == 1 ? Int(value / 2) + 1 : -Int(value / 2)
  }

  private mutating func nextByte() {
    if zeros >= 2, index < bytes.endIndex, bytes[index] == 3 {
      index += 1
      zeros = 0
    }
    guard index < bytes.endIndex else {
      isOverrun = true
      return
    }
    current = bytes[index]
    zeros = current == 0 ? zeros + 1 : 0
    index += 1
    bitsLeft = 8
  }
}

/// Damages a text in one to four places, the same for the same seed.
struct Mutator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  mutating func mutate(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      switch Int.random(in: 0..<8, using: &self) {
      case 0: editLines(&bytes) { lines, index, _ in lines.remove(at: index) }
      case 1: editLines(&bytes) { lines, index, other in lines.insert(lines[index], at: other) }
      case 2: editLines(&bytes) { lines, index, other in lines.swapAt(index, other) }
      case 3: flip(&bytes)
      case 4: bytes.removeLast(Int.random(in: 0...min(bytes.count, 200), using: &self))
      case 5: replaceNumber(&bytes)
      case 6: insert(&bytes)
      default: bytes.removeSubrange(range(in: bytes))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func editLines(_ bytes: inout [UInt8], _ edit: (inout [[UInt8]], Int, Int) -> Void) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
    let index = Int.random(in: 0..<lines.count, using: &self)
    let other = Int.random(in: 0..<lines.count, using: &self)
    edit(&lines, index, other)
    bytes = Array(lines.joined(separator: [0x0A]))
  }

  private mutating func flip(_ bytes: inout [UInt8]) {
    guard let index = bytes.indices.randomElement(using: &self) else { return }
    bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &self)
  }

  private mutating func replaceNumber(_ bytes: inout [UInt8]) {
    let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
    let numbers = ["99999999999999999999999", "18446744073709551615", "-1", "65536", "128", "0", "9223372036854775808"]
    guard let index = digits.randomElement(using: &self), let number = numbers.randomElement(using: &self) else {
      return
    }
    bytes.replaceSubrange(index...index, with: Array(number.utf8))
  }

  private mutating func insert(_ bytes: inout [UInt8]) {
    let pieces = ["\0", "\u{301}", "\r", " ", ":", ";", "=", "/", "a=recvonly\r\n", "m=video 0 UDP/TLS/RTP/SAVPF 96\n"]
    guard let piece = pieces.randomElement(using: &self) else { return }
    bytes.insert(contentsOf: Array(piece.utf8), at: Int.random(in: 0...bytes.count, using: &self))
  }

  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let start = Int.random(in: 0...bytes.count, using: &self)
    return start..<min(bytes.count, start + Int.random(in: 0...40, using: &self))
  }
}

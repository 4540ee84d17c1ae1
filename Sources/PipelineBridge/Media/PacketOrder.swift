/// Puts RTP packets back into the order of their sequence numbers, and counts those that never come.
///
/// Packets in order pass at once. After a gap, the packets that follow are held for a moment.
struct PacketOrder<Item> {
  /// Nanoseconds that packets are held for one that is missing.
  private static var patience: ClockTime { 50_000_000 }
  private static var maximumHeld: Int { 256 }
  /// A larger step is a sender that has started over.
  private static var largestGap: Int { 1_000 }
  private static var oldest: Int { -100 }

  private var source: UInt32?
  private var expected: UInt16 = 0
  /// By distance from what is expected, the nearest first.
  private var held: [(number: UInt16, item: Item)] = []
  private var heldSince: ClockTime = 0

  /// - Parameters:
  ///   - isDiscontinuous: whether a jitter buffer has given up on the packets before this one.
  ///   - now: nanoseconds of a clock that does not go back.
  /// - Returns: the packets that may go on, and how many before them are lost.
  mutating func take(
    _ item: Item, _ header: RTPHeader, isDiscontinuous: Bool, at now: ClockTime
  ) -> (ready: [Item], lost: Int) {
    let number = header.sequenceNumber
    let step = Int(Int16(bitPattern: number &- expected))
    guard source == header.source, (Self.oldest...Self.largestGap).contains(step) else {
      defer { (source, expected, held) = (header.source, number &+ 1, []) }
      return (held.map(\.item) + [item], 0)
    }
    if step < 0 { return ([], 0) }
    if step == 0 || (isDiscontinuous && held.isEmpty) {
      expected = number &+ 1
      return ([item] + drained(), step)
    }
    if held.isEmpty { heldSince = now }
    insert(number, item)
    guard now > heldSince + Self.patience || held.count > Self.maximumHeld else { return ([], 0) }
    heldSince = now
    let lost = held[0].number &- expected
    expected = held[0].number
    return (drained(), Int(lost))
  }

  private mutating func insert(_ number: UInt16, _ item: Item) {
    let distance = number &- expected
    let index = held.firstIndex { $0.number &- expected >= distance } ?? held.endIndex
    if index < held.endIndex, held[index].number == number { return }
    held.insert((number, item), at: index)
  }

  /// Takes out the held packets that follow without a gap.
  private mutating func drained() -> [Item] {
    var count = 0
    while count < held.count, held[count].number == expected {
      expected &+= 1
      count += 1
    }
    defer { held.removeFirst(count) }
    return held[..<count].map(\.item)
  }
}

extension PacketOrder: Sendable where Item: Sendable {}

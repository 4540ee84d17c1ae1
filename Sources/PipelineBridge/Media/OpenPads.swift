/// The open pads of one run of the source: those that are joined to a stream, those that may still open, and those that
/// cannot be shown.
struct OpenPads: Sendable {
  enum Readiness: Sendable, Equatable {
    /// Nothing has come yet, or more is about to.
    case waiting
    /// What there is can be shown.
    case ready
    /// No pad can be shown, and none will open.
    case nothing
  }

  private(set) var taps: [Tap] = []
  /// Places and what they give, in words.
  private(set) var unsupported: [String] = []
  /// Elements and pads of which it is not known yet what they will open, by address.
  private var unfinished: Set<UInt> = []
  /// When the first buffer came.
  private(set) var firstMedia: ClockTime?
  private var nextNumber = 0
  /// The elements that were added behind pads, by the pad's address.
  private var chains: [UInt: [Element]] = [:]

  /// How long streams that have given nothing are waited for once another has. What comes later joins later.
  private static let grace: ClockTime = 700_000_000

  mutating func add(_ tap: (Int) -> Tap) -> Tap {
    let tap = tap(nextNumber)
    nextNumber += 1
    taps.append(tap)
    return tap
  }

  mutating func remove(_ pad: Pad) -> Tap? {
    let index = taps.firstIndex { $0.pad.reference.pointer == pad.reference.pointer }
    return index.map { taps.remove(at: $0) }
  }

  mutating func note(_ chain: [Element], behind pad: Pad) { chains[UInt(bitPattern: pad.reference.pointer)] = chain }

  /// - Returns: the elements that were added behind a pad, which is not known any more then.
  mutating func takeChain(of pad: Pad) -> [Element] {
    chains.removeValue(forKey: UInt(bitPattern: pad.reference.pointer)) ?? []
  }

  mutating func add(unsupported words: String) { unsupported.append(words) }

  /// - Parameter origin: an element that may add pads, or a pad whose caps are not known.
  mutating func mayOpen(_ origin: ObjectReference) { unfinished.insert(UInt(bitPattern: origin.pointer)) }
  mutating func hasOpened(_ origin: ObjectReference) { unfinished.remove(UInt(bitPattern: origin.pointer)) }

  mutating func noteMedia(at now: ClockTime) { firstMedia = firstMedia ?? now }

  var mayOpenMore: Bool { !unfinished.isEmpty }
  var isEmpty: Bool { taps.isEmpty }

  /// The stream of a kind that a new pad feeds: the one that its element says, else the first that no pad feeds yet.
  func stream(_ kind: MediaKind, preferring index: Int?, of streams: StreamTable) -> MediaStream {
    let used = Set(taps.map(\.stream.name))
    if let index {
      let stream = streams.stream(kind, index)
      if !used.contains(stream.name) { return stream }
    }
    return (0...).lazy.map { streams.stream(kind, $0) }.first { !used.contains($0.name) }!
  }

  func readiness(at now: ClockTime) -> Readiness {
    if taps.isEmpty { return mayOpenMore ? .waiting : .nothing }
    guard let firstMedia else { return .waiting }
    if !mayOpenMore, taps.allSatisfy(\.hasMedia) { return .ready }
    return now > firstMedia + Self.grace ? .ready : .waiting
  }

  /// Nanoseconds since anything came; `nil` before the first buffer.
  func silence(at now: ClockTime) -> ClockTime? {
    taps.compactMap(\.activity.lastArrival).max().map { now > $0 ? now - $0 : 0 }
  }
}

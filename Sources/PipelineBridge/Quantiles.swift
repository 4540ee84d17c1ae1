/// The middle and the bad end of many values, in milliseconds.
public struct Quantiles: Sendable, Codable, Equatable {
  public var p50: Double
  public var p95: Double
}

extension Quantiles {
  /// - Returns: `nil` for no values.
  init?(nanoseconds values: [ClockTime]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    func value(_ share: Double) -> Double {
      let nanoseconds = sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
      return Double(nanoseconds / 1000) / 1000
    }
    self.init(p50: value(0.5), p95: value(0.95))
  }
}

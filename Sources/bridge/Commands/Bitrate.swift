import ArgumentParser

/// A bitrate as a person writes it: `2500000`, `800k`, `4M`, `1.5M`.
struct Bitrate: ExpressibleByArgument, Equatable {
  let bitsPerSecond: Int

  init?(argument: String) {
    let units: [Character: Double] = ["k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6]
    let unit = argument.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? argument : String(argument.dropLast())), number.isFinite else { return nil }
    let bits = number * (unit ?? 1)
    guard (10_000...1_000_000_000).contains(bits) else { return nil }
    bitsPerSecond = Int(bits)
  }
}

import ArgumentParser
import PipelineBridge

extension Latency: ExpressibleByArgument {}

/// Two numbers of milliseconds, such as `0,200`.
extension PlayoutDelay: ExpressibleByArgument {
  public init?(argument: String) {
    let limits = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard limits.count == 2, let minimum = limits[0], let maximum = limits[1] else { return nil }
    self.init(minimum: minimum, maximum: maximum)
  }
}

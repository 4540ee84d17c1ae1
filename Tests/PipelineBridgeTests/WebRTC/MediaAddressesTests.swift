import Testing

@testable import PipelineBridge

@Suite struct MediaAddressesTests {
  private static let loopback = ["127.0.0.1", "::1"]
  private static let external = ["192.0.2.7", "172.17.0.1"]

  private func host(loopback: [String] = Self.loopback) -> MediaAddresses.Host {
    MediaAddresses.Host(
      loopback: loopback, external: { Self.external }, contains: { (loopback + Self.external).contains($0) })
  }

  private func addresses(
    named: [String] = [], seen: [String] = [], reachesOtherHosts: Bool = false
  ) -> MediaAddresses {
    MediaAddresses(named: named, seen: seen, reachesOtherHosts: reachesOtherHosts, host: host())
  }

  @Test func loopbackOnlyByDefault() {
    let media = addresses()
    #expect(media.listening == Self.loopback && media.foreign.isEmpty)
    #expect(media.forViewer(refusesLoopback: false, host: host()) == Self.loopback)
    #expect(media.forViewer(refusesLoopback: true, host: host()) == Self.loopback + Self.external)
  }

  @Test func allOfTheHostForOthers() {
    #expect(addresses(reachesOtherHosts: true).listening == Self.loopback + Self.external)
  }

  /// Twice the same, or loopback, would be opened twice.
  @Test func eachAddressOnce() {
    let media = addresses(named: ["192.0.2.7", "127.0.0.1", "192.0.2.7", "0:0:0:0:0:0:0:1"])
    #expect(media.listening == ["127.0.0.1", "::1", "192.0.2.7"])
    #expect(media.forViewer(refusesLoopback: true, host: host()) == media.listening)
  }

  @Test func aForwarderOpensNoFurtherAddress() {
    let media = addresses(named: ["203.0.113.5"])
    #expect(media.listening == Self.loopback && media.foreign == ["203.0.113.5"])
    #expect(media.forViewer(refusesLoopback: true, host: host()) == Self.loopback)
    #expect(addresses(named: ["203.0.113.5", "192.0.2.7"]).listening == Self.loopback + ["192.0.2.7"])
  }

  @Test func anAddressThatOthersSeeIsForwardedToAnyOfTheHosts() {
    let media = addresses(seen: ["203.0.113.5"])
    #expect(media.listening == Self.loopback + Self.external && media.foreign == ["203.0.113.5"])
    #expect(addresses(seen: ["192.0.2.7"]).listening == Self.loopback + ["192.0.2.7"])
  }

  @Test func aHostWithoutLoopback() {
    let media = MediaAddresses(named: [], seen: [], reachesOtherHosts: false, host: host(loopback: []))
    #expect(media.listening == Self.external)
  }
}

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
    #expect(media.forViewer(PeerOrigins(), host: host()) == Self.loopback)
    // One that all of this host can reach is enough.
    #expect(media.forViewer(.unknown, host: host()) == Self.loopback + ["192.0.2.7"])
  }

  /// A program on this host that connects from another address than loopback is met there, whatever its name is.
  @Test(arguments: [
    (["172.17.0.1"], ["172.17.0.1"]), (["172.17.0.1", "203.0.113.5"], ["172.17.0.1"]), (["203.0.113.5"], []),
    (["172.17.0.1", "127.0.0.1"], []), (["172.17.0.1", "0:0::1"], []), (["172.17.0.1", "127.9.9.9"], []),
    (["::ffff:172.17.0.1"], []), (["peer.local"], []),
  ])
  func thePeersOwnAddress(addresses: [String], opened: [String]) {
    let peer = PeerOrigins(addresses: addresses)
    #expect(self.addresses().forViewer(peer, host: host()) == Self.loopback + opened)
    let named = self.addresses(named: ["192.0.2.7"])
    #expect(named.forViewer(peer, host: host()) == named.listening)
  }

  @Test func allOfTheHostForOthers() {
    #expect(addresses(reachesOtherHosts: true).listening == Self.loopback + Self.external)
  }

  /// Twice the same, or loopback, would be opened twice.
  @Test func eachAddressOnce() {
    let media = addresses(named: ["192.0.2.7", "127.0.0.1", "192.0.2.7", "0:0:0:0:0:0:0:1"])
    #expect(media.listening == ["127.0.0.1", "::1", "192.0.2.7"])
    #expect(media.forViewer(.unknown, host: host()) == media.listening)
  }

  @Test func aForwarderOpensNoFurtherAddress() {
    let media = addresses(named: ["203.0.113.5"])
    #expect(media.listening == Self.loopback && media.foreign == ["203.0.113.5"])
    #expect(media.forViewer(.unknown, host: host()) == Self.loopback)
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

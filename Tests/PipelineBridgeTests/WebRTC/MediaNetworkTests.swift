import Testing

@testable import PipelineBridge

@Suite struct MediaNetworkTests {
  private func candidate(_ address: String) -> ICECandidate {
    ICECandidate(foundation: "1", priority: 1, address: address, port: 5353)
  }

  private func tried(_ addresses: [String], _ configuration: Configuration) -> [String] {
    let mayTry = MediaNetwork(configuration).mayTry
    return addresses.filter { mayTry(candidate($0)) }
  }

  @Test func onlyThisHostIsTried() {
    let own = ["127.0.0.1", "127.255.0.9", "::1", "0:0:0:0:0:0:0:1"] + HostAddresses.external()
    let foreign = [
      "203.0.113.5", "10.0.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.0", "2001:db8::9", "fe80::1234", "::2",
      "::ffff:203.0.113.5", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "router.local", "localhost", "127.1", "0x7f000001",
      "",
    ]
    #expect(tried(own + foreign, .quiet) == own)
  }

  @Test func otherHostsAreTriedWhereTheyAreToBeReached() {
    for open in [
      { (configuration: inout Configuration) in configuration.reachesOtherHosts = true },
      { $0.iceAddresses = ["203.0.113.5"] }, { $0.mediaAddresses = ["203.0.113.5"] },
    ] {
      var configuration = Configuration.quiet
      open(&configuration)
      #expect(tried(["203.0.113.5", "127.0.0.1"], configuration).count == 2)
      // Behind a shared port the peer is learnt from its checks.
      configuration.mediaPorts = 40_404...40_404
      #expect(tried(["203.0.113.5", "127.0.0.1"], configuration).isEmpty)
    }
  }
}

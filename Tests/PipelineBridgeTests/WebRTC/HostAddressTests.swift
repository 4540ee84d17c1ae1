import Testing

@testable import PipelineBridge

@Suite struct HostAddressTests {
  private func address(_ address: String, _ interface: String, _ link: HostAddress.Link) -> HostAddress {
    HostAddress(address: address, interface: interface, link: link)
  }

  @Test func theDefaultRouteComesFirst() {
    let chosen = HostAddress.chosen(
      from: [
        address("127.0.0.1", "lo", .virtual), address("172.17.0.1", "docker0", .container),
        address("10.8.0.2", "tun0", .virtual), address("192.0.2.7", "eth1", .hardware),
        address("2001:db8::7", "eth0", .defaultRoute), address("198.51.100.4", "eth0", .defaultRoute),
        address("::1", "lo", .virtual),
      ], limit: 16)
    #expect(chosen == ["198.51.100.4", "2001:db8::7", "192.0.2.7", "10.8.0.2", "172.17.0.1"])
  }

  @Test func linkLocalAndDoubledOnesAreLeftOut() {
    let chosen = HostAddress.chosen(
      from: [
        address("fe80::1%eth0", "eth0", .hardware), address("febf::1%eth0", "eth0", .hardware),
        address("192.0.2.7", "eth0", .hardware), address("192.0.2.7", "eth1", .hardware),
      ], limit: 16)
    #expect(chosen == ["192.0.2.7"])
  }

  @Test func manyBridgesTakeNoPlaceFromTheNetworkCard() {
    let bridges = (1...80).map { address("172.18.\($0).1", "br-\($0)", .container) }
    let chosen = HostAddress.chosen(from: bridges + [address("192.0.2.7", "eth0", .hardware)], limit: 16)
    #expect(chosen.count == 16 && chosen.first == "192.0.2.7")
  }

  @Test func eachInterfaceHasOneBeforeAnyHasTwo() {
    let many = (1...40).map { address("192.0.2.\($0)", "eth0", .defaultRoute) }
    let chosen = HostAddress.chosen(from: many + [address("10.0.0.1", "eth1", .hardware)], limit: 4)
    #expect(chosen == ["192.0.2.1", "10.0.0.1", "192.0.2.2", "192.0.2.3"])
  }
}

/// The addresses of this host that media uses, and those that descriptions name for it.
struct MediaAddresses: Sendable, Equatable {
  let loopback: [String]
  /// Further addresses of this host: those that the user has named, or all that matter where other hosts are to reach it.
  let own: [String]
  /// Addresses of this host as others see it: of a router, a container's host, a forwarder.
  let foreign: [String]
  /// Whether the user has named addresses, so that no others may be used.
  private let areNamed: Bool

  /// What the host has.
  struct Host {
    var loopback: [String]
    var external: () -> [String]
    var contains: (String) -> Bool

    static var current: Host {
      Host(
        loopback: HostAddresses.loopback, external: HostAddresses.external, contains: HostAddresses.contains)
    }
  }

  /// - Parameters:
  ///   - named: `Configuration.iceAddresses`.
  ///   - seen: `Configuration.mediaAddresses`. A foreign one is forwarded here over some interface, so all serve.
  init(named: [String], seen: [String], reachesOtherHosts: Bool, host: Host = .current) {
    let given = (named + seen).reduce(into: [String]()) { list, address in
      if !list.contains(where: { Self.areEqual($0, address) }) { list.append(address) }
    }
    let isForeign = { !host.contains($0) }
    loopback = host.loopback
    foreign = given.filter(isForeign)
    let mine = given.filter { address in
      !isForeign(address) && !host.loopback.contains { Self.areEqual($0, address) }
    }
    areNamed = !named.isEmpty || !mine.isEmpty
    let reachesAll = reachesOtherHosts || seen.contains(where: isForeign)
    // A host without loopback has nothing else to offer.
    own = mine.isEmpty && (reachesAll || host.loopback.isEmpty) ? host.external() : mine
  }

  init(_ configuration: Configuration) {
    self.init(
      named: configuration.iceAddresses, seen: configuration.mediaAddresses,
      reachesOtherHosts: configuration.reachesOtherHosts)
  }

  /// Where the fixed ports listen.
  var listening: [String] { loopback + own }

  /// Where a viewer's own ports are opened.
  /// - Parameter peer: a program on this host may connect from one of its addresses other than loopback, and then to no
  ///   loopback address.
  func forViewer(_ peer: PeerOrigins, host: Host = .current) -> [String] {
    guard own.isEmpty, !areNamed, !peer.addresses.contains(where: Self.isLoopback) else { return listening }
    let shared = host.external().filter { address in peer.addresses.contains { Self.areEqual($0, address) } }
    guard shared.isEmpty else { return loopback + shared }
    // Any of them will do: all that is sent to one stays on this host.
    return peer.mayRefuseLoopback ? loopback + host.external().prefix(1) : loopback
  }

  static func isLoopback(_ address: String) -> Bool {
    guard let bytes = IPLiteral(address)?.bytes else { return false }
    return bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }

  private static func areEqual(_ left: String, _ right: String) -> Bool {
    left == right || (IPLiteral(left)?.bytes).map { $0 == IPLiteral(right)?.bytes } ?? false
  }
}

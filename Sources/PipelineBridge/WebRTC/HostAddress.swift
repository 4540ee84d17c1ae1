/// One address of one of the host's interfaces.
struct HostAddress: Sendable, Equatable {
  /// What kind of interface it belongs to, the most useful for media first.
  enum Link: Int, Sendable, Comparable {
    /// The one that the default route leads through.
    case defaultRoute
    /// A network card.
    case hardware
    /// A tunnel, such as a VPN's.
    case virtual
    /// A bridge or a cable between network namespaces, as containers have.
    case container
    /// One without a carrier.
    case idle

    static func < (left: Link, right: Link) -> Bool { left.rawValue < right.rawValue }
  }

  let address: String
  let interface: String
  let link: Link

  var isLoopback: Bool { address.hasPrefix("127.") || address == "::1" }
  /// Means nothing without the interface, and descriptions cannot name that.
  var isLinkLocalVersion6: Bool { ["fe8", "fe9", "fea", "feb"].contains(address.lowercased().prefix(3)) }
  private var isVersion6: Bool { address.contains(":") }

  /// The addresses to use for media, at most `limit`: each interface's first address before any second one, the
  /// default route's interface first, IPv4 first.
  static func chosen(from all: [HostAddress], limit: Int) -> [String] {
    var counts: [String: Int] = [:]
    var seen: Set<String> = []
    var candidates: [(round: Int, link: Link, isVersion6: Bool, position: Int, address: String)] = []
    for (position, one) in all.enumerated() where !one.isLoopback && !one.isLinkLocalVersion6 {
      guard seen.insert(one.address).inserted else { continue }
      let family = "\(one.interface) \(one.isVersion6)"
      candidates.append((counts[family, default: 0], one.link, one.isVersion6, position, one.address))
      counts[family, default: 0] += 1
    }
    candidates.sort { left, right in
      if left.round != right.round { return left.round < right.round }
      if left.link != right.link { return left.link < right.link }
      if left.isVersion6 != right.isVersion6 { return right.isVersion6 }
      return left.position < right.position
    }
    return candidates.prefix(limit).map(\.address)
  }
}

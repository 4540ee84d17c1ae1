/// The addresses that a peer connects from, as far as its description tells: they decide on which of this host's addresses
/// it can be reached.
struct PeerOrigins: Sendable, Equatable {
  /// Of its candidates.
  var addresses: [String] = []
  /// Whether it may be a browser that connects to no loopback address, and hides those that it connects from (mDNS).
  /// Only Firefox is so; as both it and Chromium hide the same, its name in the description decides between them.
  var mayRefuseLoopback = false

  /// Nothing is known of the peer yet.
  static let unknown = PeerOrigins(mayRefuseLoopback: true)
}

extension CheckedDescription {
  var peerOrigins: PeerOrigins {
    PeerOrigins(
      addresses: transport.candidates.map(\.address),
      mayRefuseLoopback: transport.candidates.isEmpty && origin.username.hasPrefix("mozilla"))
  }
}

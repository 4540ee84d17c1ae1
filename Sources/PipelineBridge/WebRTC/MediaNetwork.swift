import NIOCore

/// How media reaches the viewers: the addresses and ports that it uses, and the candidates that descriptions name.
final class MediaNetwork: Sendable {
  private let configuration: Configuration
  private let routes = ICERoutes()
  private let tcp: ICEPort?
  private let udp: MediaPort?
  private let pool: MediaPortPool?

  init(_ configuration: Configuration) {
    self.configuration = configuration
    let addresses = MediaAddresses(configuration)
    tcp = configuration.iceTCPPort.map { [routes] in ICEPort(port: $0, addresses: addresses, routes: routes) }
    let ports = configuration.mediaPorts
    udp = ports.flatMap { [routes] in
      $0.count == 1 ? MediaPort(port: $0.lowerBound, addresses: addresses, routes: routes) : nil
    }
    pool = ports.flatMap { $0.count > 1 ? MediaPortPool($0) : nil }
  }

  /// Serves the ports that all viewers share until the task is cancelled.
  /// - Throws: `BridgeError` when one of them cannot be opened.
  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      if let tcp { group.addTask { try await tcp.run() } }
      if let udp { group.addTask { try await udp.run() } }
      // The first error ends both.
      while try await group.next() != nil {}
    }
  }

  /// Whether peers come in through the shared UDP port only.
  private var hasSharedPort: Bool { udp != nil }

  /// Which of a peer's candidates ICE may send checks to. A peer chooses them freely: unless other hosts are to be
  /// reached, only those of this host are tried. Behind the shared port none leads anywhere; the peer is learnt from its
  /// own checks, as is one whose addresses are hidden.
  var mayTry: @Sendable (ICECandidate) -> Bool {
    if hasSharedPort { return { _ in false } }
    guard configuration.staysOnHost else { return { _ in true } }
    let own = HostAddresses.literals()
    return { candidate in
      MediaAddresses.isLoopback(candidate.address) || IPLiteral(candidate.address).map(own.contains) ?? false
    }
  }

  /// The local addresses, and the port where one is prescribed, for a new viewer.
  /// - Throws: `BridgeError` when no port is left.
  func place(for peer: PeerOrigins) throws -> (addresses: [String], port: MediaPortPool.Lease?) {
    let media = MediaAddresses(configuration)
    var addresses = media.forViewer(peer)
    // Behind the shared port a viewer needs one address that the port can reach. A peer is told in each STUN response
    // where it was seen, by then an address of this host, and Firefox drops responses that name loopback.
    if hasSharedPort, addresses == media.listening {
      addresses = Array((peer.mayRefuseLoopback ? media.own + media.loopback : addresses).prefix(1))
    }
    return (addresses, try pool?.take(on: addresses))
  }

  /// Lets a viewer be reached through the shared ports.
  /// - Parameter sdp: our description, with libnice's candidates.
  /// - Returns: the description with the candidates that stay, and those to be added to it.
  func announce(_ sdp: String) -> (sdp: String, candidates: [ICECandidate]) {
    let gathered = sdp.candidateLines.compactMap { try? ICECandidate($0) }.filter { $0.transport == .udp }
    let loopback = HostAddresses.loopback
    guard let target = gathered.first(where: { loopback.contains($0.address) }) ?? gathered.first else {
      return (sdp, [])
    }
    if tcp != nil || udp != nil, let name = SessionDescription(kind: .offer, sdp: sdp).iceUsernameFragment,
      let address = try? SocketAddress(ipAddress: target.address, port: Int(target.port))
    {
      routes.add(name, address)
    }
    var candidates = tcp?.candidates ?? []
    guard let udp else {
      // The port of an address that others reach is the one behind it: a router that translates addresses only.
      let own = gathered.first { !loopback.contains($0.address) } ?? target
      candidates += MediaAddresses(configuration).foreign.enumerated().map { index, address in
        ICECandidate(foundation: "seen\(index)", priority: .host(index: 256 + index), address: address, port: own.port)
      }
      return (sdp, candidates)
    }
    let hidden = Set(loopback + [target.address])
    return (sdp.withoutCandidates { hidden.contains($0.address) }, udp.candidates + candidates)
  }

  func forget(_ sdp: String) {
    guard let name = SessionDescription(kind: .offer, sdp: sdp).iceUsernameFragment else { return }
    routes.remove(name)
    tcp?.end(name)
  }

  /// Descriptors that the shared ports may come to need beside those that they have.
  var reservedFiles: Int { (tcp?.reservedFiles ?? 0) + (udp?.reservedFiles ?? 0) }
}

extension String {
  fileprivate var descriptionLines: [String] {
    unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { String($0) }
  }

  fileprivate var candidateLines: [String] { descriptionLines.filter { $0.hasPrefix("a=candidate:") } }

  /// The description without the candidates for which `isUnwanted` is true.
  func withoutCandidates(where isUnwanted: (ICECandidate) -> Bool = { _ in true }) -> String {
    descriptionLines.filter { line in
      guard line.hasPrefix("a=candidate:"), let candidate = try? ICECandidate(line) else { return true }
      return !isUnwanted(candidate)
    }.map { "\($0)\r\n" }.joined()
  }
}

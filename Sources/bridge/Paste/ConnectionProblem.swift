import PipelineBridge

/// Why a viewer may not have connected although both descriptions were exchanged, in two lines.
struct ConnectionProblem {
  let text: String

  init(_ viewer: Viewer) async {
    let addresses = Self.addresses(await viewer.localDescription.sdp)
    text = "no connection came about over \(addresses.joined(separator: ", ")).\n" + Self.causes(addresses)
  }

  /// What browsers on this machine refuse comes first; what it is cannot be known from here otherwise.
  private static func causes(_ addresses: [String]) -> String {
    if HostAddresses.external().isEmpty {
      return "Only lo is up on this machine: browsers need one interface that is up."
    }
    return "Usual causes: the page was closed or loaded again; it is on another machine (--lan, --ice-address); "
      + "a firewall drops UDP (--ice-tcp)."
  }

  /// The addresses of the candidates with their ports: `127.0.0.1:40211`, `[::1]:3478 over TCP`.
  private static func addresses(_ sdp: String) -> [String] {
    sdp.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.compactMap { line in
      guard let candidate = try? ICECandidate(String(line)), candidate.port != 9 else { return nil }
      let host = candidate.address.contains(":") ? "[\(candidate.address)]" : candidate.address
      return "\(host):\(candidate.port)" + (candidate.transport == .tcp ? " over TCP" : "")
    }
  }
}

import Foundation

/// Where the server listens and who is let in.
struct Listening: Sendable {
  /// The first must be had; the others are taken where the host has them.
  let endpoints: [WebServer.Endpoint]
  /// Whether other machines can connect.
  let isExposed: Bool
  /// HTTPS where there is one.
  var identity: TLSIdentity? {
    didSet { policy.scheme = identity == nil ? "http" : "https" }
  }
  private(set) var policy: AccessPolicy

  /// - Parameters:
  ///   - host: `nil` for loopback, IPv4 and IPv6.
  ///   - token: `auto` for one that is made for the run.
  init(
    host: String? = nil, port: Int = 0, unixSocket: String? = nil, token: String? = nil,
    allowedOrigins: Set<String> = []
  ) {
    let host = host.map(Self.unbracketed)
    let isExposed = host.map { !Self.isLoopback($0) } ?? false
    let hosts = host.map { $0 == "localhost" ? ["127.0.0.1", "::1"] : [$0] } ?? ["127.0.0.1", "::1"]
    var names = AccessPolicy.loopbackNames
    if let host, isExposed { names.formUnion(Self.names(of: host)) }
    self.isExposed = isExposed
    endpoints = unixSocket.map { [.unixSocket(path: $0)] } ?? hosts.map { .address($0, port: port) }
    policy = AccessPolicy(
      names: names, token: token == "auto" ? Self.randomToken() : token, allowedOrigins: allowedOrigins)
  }

  static func isLoopback(_ host: String) -> Bool { ["localhost", "127.0.0.1", "::1"].contains(unbracketed(host)) }

  /// What a person opens.
  func address(port: Int) -> String {
    let fragment = policy.token.map { "#token=\(Self.escaped($0))" } ?? ""
    switch endpoints[0] {
    case .unixSocket(let path): return "unix:\(path)\(fragment)"
    case .address(let address, _):
      var host = address == "127.0.0.1" ? "localhost" : address
      if host == "0.0.0.0" || host == "::" { host = ProcessInfo.processInfo.hostName }
      if host.contains(":") { host = "[\(host)]" }
      return "\(policy.scheme)://\(host.lowercased()):\(port)/\(fragment)"
    }
  }

  private static func unbracketed(_ host: String) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }

  /// A token may have characters that mean something in an address.
  private static func escaped(_ token: String) -> String {
    let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
    return token.addingPercentEncoding(withAllowedCharacters: plain) ?? token
  }

  private static func names(of host: String) -> Set<String> {
    let all = host == "0.0.0.0" || host == "::"
    // No browser can be given an address with a zone (`fe80::1%eth0`).
    let addresses = all ? Host.current().addresses.filter { !$0.contains("%") } : []
    let names = all ? addresses + [ProcessInfo.processInfo.hostName] : [host]
    return Set(names.map { ($0.contains(":") ? "[\($0)]" : $0).lowercased() })
  }

  /// 113 bits of the system's random number generator.
  private static func randomToken() -> String {
    (0..<22).map { _ in String("abcdefghijklmnopqrstuvwxyz0123456789".randomElement()!) }.joined()
  }
}

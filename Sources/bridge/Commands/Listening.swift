import Foundation

/// Where the server listens and who is let in.
struct Listening: Sendable {
  /// All must be had, but for an address that this host does not have; one at least.
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
    allowedOrigins: Set<String> = [], allowedHosts: [Authority] = [], allowedFrames: [String] = []
  ) {
    let host = host.map(Self.unbracketed)
    let isExposed = host.map { !Self.isLoopback($0) } ?? false
    let hosts = host.map { $0 == "localhost" ? ["127.0.0.1", "::1"] : [$0] } ?? ["127.0.0.1", "::1"]
    var names = AccessPolicy.loopbackNames
    if let host, isExposed { names.formUnion(Self.names(of: host)) }
    self.isExposed = isExposed
    endpoints = unixSocket.map { [.unixSocket(path: $0)] } ?? hosts.map { .address($0, port: port) }
    policy = AccessPolicy(
      names: names, token: token == "auto" ? Self.randomToken() : token, acceptsAddresses: isExposed,
      allowedHosts: allowedHosts, allowedOrigins: allowedOrigins, allowedFrames: allowedFrames)
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

  /// Names that only this host can have: the address, or its host name, with `.local` as mDNS announces it.
  private static func names(of host: String) -> Set<String> {
    let names = host == "0.0.0.0" || host == "::" ? hostNames() : [host.contains(":") ? "[\(host)]" : host]
    return Set(names.map { $0.lowercased() })
  }

  private static func hostNames() -> [String] {
    // Addresses are names of an exposed server anyway. With them the certificate of --tls self names them too.
    let addresses = Host.current().addresses.filter { !$0.contains("%") }.map { $0.contains(":") ? "[\($0)]" : $0 }
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return addresses }
    let full = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let short = String(full.prefix { $0 != "." })
    let candidates = [full, short, "\(short).local", ProcessInfo.processInfo.hostName]
    return addresses + candidates.filter { Authority($0)?.port == nil && Authority($0) != nil }
  }

  /// 113 bits of the system's random number generator.
  private static func randomToken() -> String {
    (0..<22).map { _ in String("abcdefghijklmnopqrstuvwxyz0123456789".randomElement()!) }.joined()
  }
}

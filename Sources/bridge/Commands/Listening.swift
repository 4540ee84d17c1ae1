import Foundation

/// Where the server listens and who is let in.
struct Listening: Sendable {
  let hosts: [String]
  let policy: AccessPolicy
  /// Whether other machines can connect.
  let isExposed: Bool

  /// - Parameters:
  ///   - host: `nil` for loopback, IPv4 and IPv6.
  ///   - token: made for the run when other machines can connect and none is given.
  init(host: String?, token: String?) {
    let host = host.map { $0.hasPrefix("[") && $0.hasSuffix("]") ? String($0.dropFirst().dropLast()) : $0 }
    isExposed = host.map { !["localhost", "127.0.0.1", "::1"].contains($0) } ?? false
    hosts = host.map { $0 == "localhost" ? ["127.0.0.1", "::1"] : [$0] } ?? ["127.0.0.1", "::1"]
    var names = AccessPolicy.loopbackNames
    if isExposed, let host { names.formUnion(Self.names(of: host)) }
    policy = AccessPolicy(names: names, token: token ?? (isExposed ? Self.randomToken() : nil))
  }

  /// What a person opens.
  func address(port: Int) -> String {
    var host = hosts[0] == "127.0.0.1" ? "localhost" : hosts[0]
    if host == "0.0.0.0" || host == "::" { host = ProcessInfo.processInfo.hostName }
    if host.contains(":") { host = "[\(host)]" }
    return "http://\(host.lowercased()):\(port)/" + (policy.token.map { "#token=\($0)" } ?? "")
  }

  private static func names(of host: String) -> Set<String> {
    let all = host == "0.0.0.0" || host == "::"
    let names = all ? Host.current().addresses + [ProcessInfo.processInfo.hostName] : [host]
    return Set(names.map { ($0.contains(":") ? "[\($0)]" : $0).lowercased() })
  }

  private static func randomToken() -> String {
    (0..<22).map { _ in String("abcdefghijklmnopqrstuvwxyz0123456789".randomElement()!) }.joined()
  }
}

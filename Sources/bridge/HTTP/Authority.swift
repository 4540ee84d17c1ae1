import Foundation

/// A host as a browser writes it into `Host` and `Origin`: a name or an IP address, and a port unless it is the
/// scheme's default (RFC 9110, section 7.2).
struct Authority: Hashable, Sendable, CustomStringConvertible {
  /// In lower case; IPv6 addresses in brackets.
  let name: String
  let port: Int?

  /// `nil` for anything a browser does not write: a user, an empty port, a port with leading zeros.
  init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 260, let match = text.lowercased().wholeMatch(of: Self.syntax) else { return nil }
    name = String(match.1)
    port = match.2.flatMap { Int($0) }
    if let port, port > 65_535 { return nil }
    if name.hasPrefix("["), !isAddress { return nil }
  }

  private static var syntax: Regex<(Substring, Substring, Substring?)> {
    /([a-z0-9_](?:[a-z0-9_.\-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::(0|[1-9][0-9]{0,4}))?/
  }

  /// Whether the name is an IP address in its usual form: four decimal numbers, or IPv6 in brackets.
  var isAddress: Bool {
    var bytes = [UInt8](repeating: 0, count: 16)
    if name.hasPrefix("[") { return inet_pton(AF_INET6, String(name.dropFirst().dropLast()), &bytes) == 1 }
    return inet_pton(AF_INET, name, &bytes) == 1
  }

  /// Whether a host named by `--allow-host` lets this one in: the same name, and the same port if one was given.
  func matches(_ allowed: Authority) -> Bool {
    guard name == allowed.name else { return false }
    guard let wanted = allowed.port else { return true }
    // A proxy that ends TLS makes the missing port 443 where the request arrives over plain HTTP.
    return port.map { $0 == wanted } ?? [80, 443].contains(wanted)
  }

  var description: String { port.map { "\(name):\($0)" } ?? name }
}

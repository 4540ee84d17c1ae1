import ArgumentParser
import Foundation

/// Where the server listens and who is let in.
struct AccessOptions: ParsableArguments {
  enum SelfSigned: String, ExpressibleByArgument, CaseIterable { case `self` }

  @Option(help: "The address to listen on, with --token. By default only this machine can connect.")
  var host: String?

  @Option(help: "The port to listen on; 0 takes any that is free.")
  var port = 8080

  @Option(help: "Listen on a Unix domain socket, which only this user can open, instead of a port.")
  var unixSocket: String?

  @Option(
    help: ArgumentHelp(
      "A secret that viewers must have, or 'auto' for one that is made for this run and printed in the address. Other "
        + "users can read a command line; they cannot read the variable BRIDGE_TOKEN, which is used by default.",
      valueName: "secret"))
  var token: String?

  @Option(help: "A certificate chain for HTTPS, a PEM file; with --tls-key.")
  var tlsCert: String?

  @Option(help: "The certificate's private key, a PEM file.")
  var tlsKey: String?

  @Option(help: "HTTPS with a certificate made for this run; its fingerprint is printed.")
  var tls: SelfSigned?

  @Option(
    help: ArgumentHelp(
      "An origin whose pages may use the WHEP endpoint, such as https://player.example. Can be repeated.",
      valueName: "origin"))
  var allowOrigin: [String] = []

  @Option(
    help: ArgumentHelp(
      "Another name by which browsers reach the server, such as pi.local or proxy.example:8443: of a proxy, a port "
        + "forward, a DNS entry. Without a port, at any. Can be repeated.", valueName: "name[:port]"))
  var allowHost: [String] = []

  @Option(
    help: ArgumentHelp(
      "An origin whose pages may show the page in a frame, such as http://dashboard.local:8123. Can be repeated.",
      valueName: "origin"))
  var allowFrame: [String] = []

  @Option(help: "Maximum number of concurrent viewers. By default 50 for each core.")
  var maxViewers: Int?

  private var secret: String? { token ?? ProcessInfo.processInfo.environment["BRIDGE_TOKEN"] }

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
    if let secret, secret != "auto",
      secret.utf8.count < 8 || !secret.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    {
      throw ValidationError("--token has at least 8 characters, all printable ASCII, no spaces; or is 'auto'")
    }
    if let host, secret == nil, !Listening.isLoopback(host) {
      throw ValidationError(
        "--host \(host) lets other machines watch: add --token auto, which makes a secret for this run and prints it "
          + "in the address, or --token SECRET")
    }
    guard (tlsCert == nil) == (tlsKey == nil) else { throw ValidationError("--tls-cert and --tls-key go together") }
    guard tls == nil || tlsCert == nil else { throw ValidationError("give --tls self or --tls-cert, not both") }
    if unixSocket != nil, host != nil || tls != nil || tlsCert != nil {
      throw ValidationError("--unix-socket takes no --host and no TLS: only this user can open it")
    }
    if let maxViewers, maxViewers < 1 { throw ValidationError("--max-viewers is 1 or more") }
    for origin in allowOrigin where origin.wholeMatch(of: /https?:\/\/[^\/\s*?#@]+/) == nil {
      throw ValidationError("--allow-origin is an origin such as https://player.example: no path, no '*'")
    }
    for host in allowHost where Self.authority(host) == nil {
      throw ValidationError("--allow-host is a name such as pi.local, or pi.local:9000: no http://, no path, no '*'")
    }
    // The form of a host-source in a content security policy, which knows no IPv6 addresses.
    for origin in allowFrame where origin.wholeMatch(of: /(?i)https?:\/\/[a-z0-9._\-]+(:[0-9]{1,5})?/) == nil {
      throw ValidationError("--allow-frame is an origin such as http://dashboard.local:8123: no path, no '*'")
    }
  }

  /// - Throws: `TLSError` when the certificate cannot be used.
  func listening() throws -> Listening {
    var listening = Listening(
      host: host, port: port, unixSocket: unixSocket, token: secret, allowedOrigins: Set(allowOrigin),
      allowedHosts: allowHost.compactMap(Self.authority), allowedFrames: allowFrame.map { $0.lowercased() })
    if let tlsCert, let tlsKey {
      listening.identity = try TLSIdentity(certificate: tlsCert, key: tlsKey)
    } else if tls != nil {
      let named = listening.policy.allowedHosts.map(\.name)
      listening.identity = try TLSIdentity(selfSignedFor: listening.policy.names.union(named))
    }
    return listening
  }

  /// An IPv6 address may come without brackets.
  private static func authority(_ text: String) -> Authority? { Authority(text) ?? Authority("[\(text)]") }
}

import ArgumentParser
import Foundation

/// Where the server listens and who is let in.
struct AccessOptions: ParsableArguments {
  enum SelfSigned: String, ExpressibleByArgument, CaseIterable { case `self` }

  @Option(help: "The address to listen on, with --token. By default only this machine can connect.")
  var host: String?

  @Option(help: "The port to listen on; 0 takes any that is free.")
  var port = 8080

  @Option(help: "Listen on a Unix domain socket, which only this user can open, in place of a port.")
  var unixSocket: String?

  @Option(
    help: ArgumentHelp(
      "A secret that viewers must have, or 'auto' to have one made for this run and printed in the address. Other "
        + "users can read a command line, but not the variable BRIDGE_TOKEN, which is taken where this is missing.",
      valueName: "secret"))
  var token: String?

  @Option(help: "A certificate chain for HTTPS, a PEM file; with --tls-key.")
  var tlsCert: String?

  @Option(help: "The certificate's private key, a PEM file.")
  var tlsKey: String?

  @Option(help: "HTTPS with a certificate that is made for this run; its fingerprint is printed.")
  var tls: SelfSigned?

  @Option(
    help: ArgumentHelp(
      "An origin whose pages may use the WHEP endpoint, such as https://player.example. Can be repeated.",
      valueName: "origin"))
  var allowOrigin: [String] = []

  @Option(help: "As many viewers at once, at most. By default 50 for each core.")
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
  }

  /// - Throws: `TLSError` when the certificate cannot be used.
  func listening() throws -> Listening {
    var listening = Listening(
      host: host, port: port, unixSocket: unixSocket, token: secret, allowedOrigins: Set(allowOrigin))
    if let tlsCert, let tlsKey {
      listening.identity = try TLSIdentity(certificate: tlsCert, key: tlsKey)
    } else if tls != nil {
      listening.identity = try TLSIdentity(selfSignedFor: listening.policy.names)
    }
    return listening
  }
}

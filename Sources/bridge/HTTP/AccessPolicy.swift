import Foundation
import HTTPTypes

/// Who may talk to the server: decides from a request's head alone.
///
/// `Host` stops DNS rebinding, `Origin` and `Sec-Fetch-Site` stop pages of other sites, the token stops everybody who
/// was not given it. What is not known to be harmless is refused.
struct AccessPolicy: Sendable {
  /// The names by which the server is reached, at any port, in lower case; IPv6 addresses in brackets.
  ///
  /// Any port, because the name is what a rebinding page cannot have: its `Host` carries the attacker's name, whatever
  /// port it chooses. Forwarders (`ssh -L`, `docker run -p`) change the port.
  let names: Set<String>
  /// Wanted as a Bearer token (RFC 6750) for everything but the page's own files and `/healthz`.
  let token: String?
  /// `https` where the server speaks TLS.
  var scheme = "http"
  /// Whether every IP address is one of the server's names. No DNS is asked for an address, so none can be rebound.
  var acceptsAddresses = false
  /// Names that the user has added: of a forwarder, of a proxy, of this host in somebody's DNS.
  var allowedHosts: [Authority] = []
  /// Origins whose pages may use the WHEP endpoint, as a browser writes them: `https://player.example`.
  var allowedOrigins: Set<String> = []
  /// Origins whose pages may show ours in a frame.
  var allowedFrames: [String] = []

  static let loopbackNames: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

  /// - Parameter port: the port at which the request arrived, for the error's text; `nil` for a Unix domain socket.
  /// - Returns: why the request is refused, or `nil` when it may pass.
  func refusal(of request: HTTPRequest, port: Int?) -> Reply? {
    let text = request.authority?.lowercased() ?? ""
    guard let host = Authority(text), isOwn(host),
      request.headerFields[values: .host].allSatisfy({ $0.lowercased() == text })
    else { return refusal(ofHost: Authority(text), port: port) }
    // Not a whole address either (RFC 9112, section 3.2.2): this is no proxy.
    guard request.path?.hasPrefix("/") == true else {
      return .problem(.badRequest, "a request names a path, which begins with '/'")
    }
    let path = request.resourcePath
    let isPublic = path == "/healthz" || WebFiles.contains(path)
    if let refusal = refusalOfOrigin(request, host: text, isPublic: isPublic) { return refusal }
    if token != nil, !isPublic, request.method != .options, !isAuthorized(request) {
      return .problem(
        .unauthorized, "the address that bridge printed carries the token that is missing here",
        headers: [.wwwAuthenticate: "Bearer"])
    }
    return nil
  }

  /// Whether there is a token and the request has it.
  func isAuthorized(_ request: HTTPRequest) -> Bool { token.map { isBearer($0, in: request) } ?? false }

  private func isOwn(_ host: Authority) -> Bool {
    names.contains(host.name) || (acceptsAddresses && host.isAddress) || allowedHosts.contains(where: host.matches)
  }

  /// Only a name that has passed `Authority`'s syntax is repeated.
  private func refusal(ofHost host: Authority?, port: Int?) -> Reply {
    let own = "\(scheme)://localhost\(port.map { ":\($0)" } ?? "")/"
    guard let host else { return .problem(.misdirectedRequest, "the request names no host: open \(own)") }
    return .problem(
      .misdirectedRequest,
      "\(host.name) is not a name of this server: open \(own), or start bridge with --allow-host \(host.name)")
  }

  private func isBearer(_ token: String, in request: HTTPRequest) -> Bool {
    guard let given = request.headerFields[.authorization], given.lowercased().hasPrefix("bearer ") else {
      return false
    }
    let left = Array(given.dropFirst("bearer ".count).utf8)
    let right = Array(token.utf8)
    // Every byte is looked at, whatever the first difference: time tells nothing.
    var difference = left.count ^ right.count
    for index in right.indices { difference |= Int((index < left.count ? left[index] : 0) ^ right[index]) }
    return difference == 0
  }
}

extension HTTPRequest {
  /// The path without the query.
  var resourcePath: String { String((path ?? "").prefix { $0 != "?" }) }
}

extension HTTPField.Name {
  static let host = HTTPField.Name("Host")!
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}

import Foundation
import HTTPTypes

/// Who may talk to the server: decides from a request's head alone.
///
/// The exact `Host` stops DNS rebinding, `Origin` and `Sec-Fetch-Site` stop pages of other sites, the token stops
/// everybody who was not given it. What is not known to be harmless is refused.
struct AccessPolicy: Sendable {
  /// The names by which the server is reached, without a port, in lower case; IPv6 addresses in brackets.
  let names: Set<String>
  /// Wanted as a Bearer token (RFC 6750) for everything but the page's own files and `/healthz`.
  let token: String?
  /// `https` where the server speaks TLS.
  var scheme = "http"
  /// Origins whose pages may use the WHEP endpoint, as a browser writes them: `https://player.example`.
  var allowedOrigins: Set<String> = []

  static let loopbackNames: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

  /// - Parameter port: the port at which the request arrived; `nil` for a Unix domain socket, which any may stand
  ///   for that somebody forwards to it.
  /// - Returns: why the request is refused, or `nil` when it may pass.
  func refusal(of request: HTTPRequest, port: Int?) -> Reply? {
    guard let host = request.authority?.lowercased(), isOwn(host, port: port),
      request.headerFields[values: .host].allSatisfy({ $0.lowercased() == host })
    else {
      return .problem(.misdirectedRequest, "this server is reached as localhost\(port.map { ":\($0)" } ?? "")")
    }
    // Not a whole address either (RFC 9112, section 3.2.2): this is no proxy.
    guard request.path?.hasPrefix("/") == true else {
      return .problem(.badRequest, "a request names a path, which begins with '/'")
    }
    let path = request.resourcePath
    let isPublic = path == "/healthz" || WebFiles.contains(path)
    if let refusal = refusalOfOrigin(request, host: host, isPublic: isPublic) { return refusal }
    if let token, !isPublic, request.method != .options, !isBearer(token, in: request) {
      return .problem(
        .unauthorized, "the address that bridge printed carries the token that is missing here",
        headers: [.wwwAuthenticate: "Bearer"])
    }
    return nil
  }

  private func refusalOfOrigin(_ request: HTTPRequest, host: String, isPublic: Bool) -> Reply? {
    let origins = request.headerFields[values: .origin]
    if isAllowedCrossOrigin(request) { return nil }
    guard origins.count <= 1, origins.allSatisfy({ $0.lowercased() == "\(scheme)://\(host)" }) else {
      return .problem(.forbidden, "pages of another origin may not use this server")
    }
    // A link to the page, anywhere, is good.
    let isReading = request.method == .get || request.method == .head
    guard let site = request.headerFields[.secFetchSite], !(isPublic && isReading) else { return nil }
    return site == "same-origin" || site == "none"
      ? nil : .problem(.forbidden, "pages of another site may not use this server")
  }

  private func isOwn(_ host: String, port: Int?) -> Bool {
    names.contains { name in
      guard host.hasPrefix(name) else { return false }
      let rest = host.dropFirst(name.count)
      guard let port else { return rest.isEmpty || rest.wholeMatch(of: /:[0-9]{1,5}/) != nil }
      return rest == ":\(port)" || (rest.isEmpty && port == (scheme == "https" ? 443 : 80))
    }
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

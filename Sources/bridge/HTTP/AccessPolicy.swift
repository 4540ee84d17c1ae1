import Foundation
import HTTPTypes

/// Who may talk to the server: decides from a request's head alone.
///
/// The exact `Host` stops DNS rebinding, `Origin` and `Sec-Fetch-Site` stop pages of other sites, the token stops
/// everybody who was not given it.
struct AccessPolicy: Sendable {
  /// The names by which the server is reached, without a port, in lower case; IPv6 addresses in brackets.
  let names: Set<String>
  /// Wanted as a Bearer token on everything but the page's own files.
  let token: String?

  static let loopbackNames: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

  /// - Parameter port: the port at which the request arrived.
  /// - Returns: why the request is refused, or `nil` when it may pass.
  func refusal(of request: HTTPRequest, port: Int) -> Reply? {
    guard let host = request.authority?.lowercased(), isOwn(host, port: port),
      request.headerFields[values: .host].allSatisfy({ $0.lowercased() == host })
    else {
      return .problem(.misdirectedRequest, "this server is reached as localhost:\(port)")
    }
    let origins = request.headerFields[values: .origin]
    guard origins.count <= 1, origins.allSatisfy({ isOwnOrigin($0, port: port) }) else {
      return .problem(.forbidden, "pages of another origin may not use this server")
    }
    let path = request.path?.split(separator: "?").first.map(String.init) ?? "/"
    let changes = request.method != .get && request.method != .head && request.method != .options
    let site = request.headerFields[.secFetchSite]
    if changes || path.hasPrefix("/api/"), let site, site != "same-origin", site != "none" {
      return .problem(.forbidden, "pages of another site may not use this server")
    }
    if let token, path.hasPrefix("/api/") || path.hasPrefix("/whep"), request.method != .options,
      !isBearer(token, in: request)
    {
      return .problem(
        .unauthorized, "the address that bridge printed carries the token that is missing here",
        headers: [.wwwAuthenticate: "Bearer"])
    }
    return nil
  }

  private func isOwn(_ host: String, port: Int) -> Bool {
    names.contains { host == "\($0):\(port)" || (port == 80 && host == $0) }
  }

  private func isOwnOrigin(_ origin: String, port: Int) -> Bool {
    guard let scheme = origin.range(of: "://"), ["http", "https"].contains(origin[..<scheme.lowerBound]) else {
      return false
    }
    return isOwn(origin[scheme.upperBound...].lowercased(), port: port)
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

extension HTTPField.Name {
  static let host = HTTPField.Name("Host")!
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
  static let acceptPost = HTTPField.Name("Accept-Post")!
}

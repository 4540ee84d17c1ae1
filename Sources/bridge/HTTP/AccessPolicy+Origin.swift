import HTTPTypes

/// Which page a request comes from.
extension AccessPolicy {
  /// - Parameter host: the request's `Host`, in lower case.
  func refusalOfOrigin(_ request: HTTPRequest, host: String, isPublic: Bool) -> Reply? {
    let origins = request.headerFields[values: .origin]
    if isAllowedCrossOrigin(request) { return nil }
    let site = request.headerFields[.secFetchSite]
    // Only a browser writes Sec-Fetch-Site (a forbidden request header, Fetch standard). "same-origin" says that the
    // page came from the address that it asks, so `Origin` differs from `Host` because a proxy has changed `Host`.
    guard origins.count <= 1, origins.allSatisfy({ site == "same-origin" || isOwnOrigin($0, host: host) }) else {
      return refusal(ofOrigin: origins[0])
    }
    // A link to the page, anywhere, is good.
    let isReading = request.method == .get || request.method == .head
    guard let site, !(isPublic && isReading) else { return nil }
    return site == "same-origin" || site == "none"
      ? nil : .problem(.forbidden, "pages of another site may not use this server")
  }

  /// Whether the page's origin is the address that the request names, or that of a proxy named by `--allow-host`.
  private func isOwnOrigin(_ origin: String, host: String) -> Bool {
    let origin = origin.lowercased()
    if origin == "\(scheme)://\(host)" { return true }
    guard let page = Self.authority(ofOrigin: origin), allowedHosts.contains(where: page.matches) else { return false }
    // TLS may end at the proxy, so the scheme does not count. Another port of the same name is another server.
    return page.description == host || page.name != Authority(host)?.name
  }

  private func refusal(ofOrigin origin: String) -> Reply {
    guard let authority = Self.authority(ofOrigin: origin.lowercased()) else {
      return .problem(.forbidden, "pages of another origin may not use this server")
    }
    return .problem(
      .forbidden,
      "pages of another origin may not use this server: if \(authority) is a proxy before it, start bridge with "
        + "--allow-host \(authority)")
  }

  private static func authority(ofOrigin origin: String) -> Authority? {
    for prefix in ["http://", "https://"] where origin.hasPrefix(prefix) {
      return Authority(origin.dropFirst(prefix.count))
    }
    return nil
  }
}

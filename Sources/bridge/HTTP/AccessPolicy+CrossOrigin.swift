import HTTPTypes

/// Pages of other origins, where they are let in by name (Fetch standard, "CORS protocol"). They may watch, by WHEP,
/// and nothing else.
extension AccessPolicy {
  func isAllowedCrossOrigin(_ request: HTTPRequest) -> Bool {
    let origins = request.headerFields[values: .origin]
    return origins.count == 1 && allowedOrigins.contains(origins[0]) && WHEPEndpoint.owns(request.resourcePath)
  }

  /// What a reply says so that such a page can read it.
  func crossOriginFields(for request: HTTPRequest) -> HTTPFields {
    guard !allowedOrigins.isEmpty, WHEPEndpoint.owns(request.resourcePath) else { return [:] }
    var fields: HTTPFields = [.vary: "Origin"]
    guard isAllowedCrossOrigin(request), let origin = request.headerFields[.origin] else { return fields }
    fields[.accessControlAllowOrigin] = origin
    fields[.accessControlExposeHeaders] = "Location, ETag, Link, Retry-After"
    if request.method == .options, request.headerFields[.accessControlRequestMethod] != nil {
      fields[.accessControlAllowMethods] = "POST, GET, HEAD, PATCH, DELETE, OPTIONS"
      fields[.accessControlAllowHeaders] = "Authorization, Content-Type, If-Match"
      fields[.accessControlMaxAge] = "600"
    }
    return fields
  }
}

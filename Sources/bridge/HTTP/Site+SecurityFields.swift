import HTTPTypes

extension Site {
  /// What every response forbids the browser.
  /// - Parameter allowedFrames: origins whose pages may show this one in a frame.
  static func securityFields(allowedFrames: [String]) -> HTTPFields {
    let ancestors = allowedFrames.isEmpty ? "'none'" : allowedFrames.joined(separator: " ")
    var fields: HTTPFields = [
      .contentSecurityPolicy: [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
        "media-src 'self' blob: mediastream:", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
        "frame-ancestors \(ancestors)",
      ].joined(separator: "; "),
      .xContentTypeOptions: "nosniff",
      HTTPField.Name("Referrer-Policy")!: "no-referrer",
      HTTPField.Name("Cross-Origin-Resource-Policy")!: "same-origin",
      HTTPField.Name("Cross-Origin-Opener-Policy")!: "same-origin",
    ]
    // frame-ancestors again, for old browsers. It cannot name an origin.
    if allowedFrames.isEmpty { fields[HTTPField.Name("X-Frame-Options")!] = "DENY" }
    return fields
  }
}

import CGStreamer

extension Element {
  /// Whether it reads from an address, and has none or one that can never be right (RFC 3986).
  var lacksAddress: Bool {
    let property = factoryName.hasPrefix("uridecodebin") ? "uri" : "location"
    guard property == "uri" || isNetworkSource, reference.has(property) else { return false }
    return g_uri_is_valid(reference.text(property) ?? "", G_URI_FLAGS_PARSE_RELAXED, nil) == 0
  }
}

import CGStreamer

extension BridgeError {
  /// Elements that GStreamer does not know, with the Debian packages that have them.
  static func missingElements(_ names: [String]) -> BridgeError {
    let words = names.map { name in
      guard let package = DebianPackage.providing(element: name) else {
        return "no element \"\(name)\": check the spelling with gst-inspect-1.0, or install the plugin that has it"
      }
      return "no element \"\(name)\": apt-get install \(package)"
    }
    return BridgeError(.missingElement, words.joined(separator: "\n"))
  }

  /// An error message from a bus.
  init(bus message: UnsafeMutablePointer<GstMessage>) {
    var error: UnsafeMutablePointer<GError>?
    var debug: UnsafeMutablePointer<CChar>?
    gst_message_parse_error(message, &error, &debug)
    let source = Message.sourceName(of: message)
    let domain = error?.pointee.domain
    let code = error.map { Int($0.pointee.code) }
    var words = "\(source): \(Message.words(takeMessage(of: error), debug: takeString(debug)))"
    if domain == gst_resource_error_quark(), code == Int(GST_RESOURCE_ERROR_BUSY.rawValue) {
      words += "\nAnother program uses the device: close it, or name another device."
    }
    let isMissing = domain == gst_core_error_quark() && code == Int(GST_CORE_ERROR_MISSING_PLUGIN.rawValue)
    self.init(isMissing ? .missingElement : .source, words)
  }
}

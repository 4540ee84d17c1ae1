import CGStreamer

extension BridgeError {
  /// Elements that GStreamer does not know, with the Debian packages that have them.
  static func missingElements(_ names: [String]) -> BridgeError {
    let packages = Dictionary(grouping: names) { DebianPackage.providing(element: $0) }
    let lines = packages.sorted { names.firstIndex(of: $0.value[0])! < names.firstIndex(of: $1.value[0])! }.map {
      let list = $0.value.map { "\"\($0)\"" }.joined(separator: ", ")
      guard let package = $0.key else {
        return "no element \(list): check the spelling with gst-inspect-1.0, or install the plugin that has it"
      }
      return "no element \(list): apt-get install \(package)"
    }
    return BridgeError(.missingElement, lines.joined(separator: "\n"))
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
    var kind = Code.source
    if domain == gst_resource_error_quark() {
      if code == Int(GST_RESOURCE_ERROR_NOT_AUTHORIZED.rawValue) || Self.isRefusal(words) {
        kind = .unauthorized
        words = Self.refused(words)
      } else if code == Int(GST_RESOURCE_ERROR_BUSY.rawValue) {
        words += "\nAnother program uses the device: close it, or name another device."
      }
    } else if domain == gst_core_error_quark(), code == Int(GST_CORE_ERROR_MISSING_PLUGIN.rawValue) {
      kind = .missingElement
    } else if Message.isUnreachable(message) {
      let place = Message.element(of: message)?.place
      words = "\(source): \(place.map(PipelineString.redacting) ?? "its server") cannot be reached"
    }
    self.init(kind, words)
  }

  /// Whether an element says that a server does not let it in, whatever code it uses.
  private static func isRefusal(_ words: String) -> Bool {
    ["Unauthorized", "(401)", "(403)", "(407)"].contains(where: words.contains)
  }

  private static func refused(_ words: String) -> String {
    "refused: user name or password (\(BoundedText.line(words)))\n"
      + "Check both; \(ShortForm.passwordHint)."
  }
}

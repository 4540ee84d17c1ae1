import CGStreamer

/// What a pipeline says on its bus, as a value.
enum Message: Sendable {
  /// - Parameter isTemporary: whether a later try may succeed: a camera that is off, a device in use. A file that is not
  ///   there is no such error.
  case error(BridgeError, isTemporary: Bool)
  case warning(String)
  case endOfStream
  case latency
  /// The pipeline as a whole, not one of its elements.
  case stateChanged(State)
  /// A stream of the pipeline has given its first data. Not from the bus: the program's own mark between its messages.
  case media
  /// A second has passed. The program's own mark too.
  case tick

  init?(_ message: UnsafeMutablePointer<GstMessage>) {
    switch bridge_message_type(message) {
    case GST_MESSAGE_ERROR:
      let error = BridgeError(bus: message)
      self = .error(error, isTemporary: error.code != .unauthorized && Message.isTemporary(message))
    case GST_MESSAGE_WARNING:
      var error: UnsafeMutablePointer<GError>?
      var debug: UnsafeMutablePointer<CChar>?
      gst_message_parse_warning(message, &error, &debug)
      let domain = error?.pointee.domain
      let code = error.map { Int($0.pointee.code) } ?? 0
      let text = takeMessage(of: error)
      let reason = takeString(debug)
      if let failed = FailedLink.message(message, domain: domain, code: code, debug: reason) {
        self = failed
        return
      }
      self = .warning("\(Message.sourceName(of: message)): \(Message.words(text, debug: reason))")
    case GST_MESSAGE_EOS:
      self = .endOfStream
    case GST_MESSAGE_LATENCY:
      self = .latency
    case GST_MESSAGE_STATE_CHANGED:
      guard let source = bridge_message_source(message), bridge_is_pipeline(source) != 0 else { return nil }
      var state = GST_STATE_VOID_PENDING
      gst_message_parse_state_changed(message, nil, &state, nil)
      guard let state = State(state) else { return nil }
      self = .stateChanged(state)
    default:
      return nil
    }
  }

  /// What GStreamer says, with the reason that is in the debug text: "file(line): function (): path:\nreason".
  static func words(_ text: String, debug: String?) -> String {
    let reason = debug?.split(separator: "\n").dropFirst().last.map(String.init)
    let words = reason.map { $0 == text ? text : "\(text) (\($0))" } ?? text
    return BoundedText.line(PipelineString.redacting(words))
  }

  /// Errors about what an element reads (`GST_RESOURCE_ERROR`), unless it is a file, its address is none, or a login is
  /// refused.
  private static func isTemporary(_ message: UnsafeMutablePointer<GstMessage>) -> Bool {
    var error: UnsafeMutablePointer<GError>?
    gst_message_parse_error(message, &error, nil)
    defer { error.map(g_error_free) }
    guard let error, let element = element(of: message), !element.lacksAddress else { return false }
    guard error.pointee.domain == gst_resource_error_quark() else { return isUnreachable(message) }
    return error.pointee.code != Int32(GST_RESOURCE_ERROR_NOT_AUTHORIZED.rawValue) && !element.kind.contains("/File")
  }

  /// Whether a source of the network has failed without a reason: `souphttpsrc` where a name cannot be resolved.
  static func isUnreachable(_ message: UnsafeMutablePointer<GstMessage>) -> Bool {
    var details: UnsafePointer<GstStructure>?
    var flow: gint = 0
    gst_message_parse_error_details(message, &details)
    guard let details, gst_structure_get_int(details, "flow-return", &flow) != 0 else {
      return false
    }
    return flow == GST_FLOW_ERROR.rawValue && element(of: message)?.isNetworkSource == true
  }

  static func element(of message: UnsafeMutablePointer<GstMessage>) -> Element? {
    guard let source = bridge_message_source(message), bridge_is_element(source) != 0 else { return nil }
    return Element(reference: ObjectReference(retaining: source))
  }

  static func sourceName(of message: UnsafeMutablePointer<GstMessage>) -> String {
    guard let source = bridge_message_source(message) else { return "pipeline" }
    return takeString(gst_object_get_name(source)) ?? "pipeline"
  }
}

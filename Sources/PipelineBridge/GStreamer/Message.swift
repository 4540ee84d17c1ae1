import CGStreamer

/// What a pipeline says on its bus, as a value.
enum Message: Sendable {
  case error(BridgeError)
  /// - Parameter ofResource: whether it is about what the element reads (`GST_RESOURCE_ERROR`): a server that has gone.
  case warning(String, ofResource: Bool)
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
      self = .error(BridgeError(bus: message))
    case GST_MESSAGE_WARNING:
      var error: UnsafeMutablePointer<GError>?
      var debug: UnsafeMutablePointer<CChar>?
      gst_message_parse_warning(message, &error, &debug)
      let isOfResource = error?.pointee.domain == gst_resource_error_quark()
      let words = Message.words(takeMessage(of: error), debug: takeString(debug))
      self = .warning("\(Message.sourceName(of: message)): \(words)", ofResource: isOfResource)
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
    return PipelineString.redacting(words)
  }

  static func sourceName(of message: UnsafeMutablePointer<GstMessage>) -> String {
    guard let source = bridge_message_source(message) else { return "pipeline" }
    return takeString(gst_object_get_name(source)) ?? "pipeline"
  }
}

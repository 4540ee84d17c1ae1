import CGStreamer

/// What a pipeline says on its bus, as a value.
enum Message: Sendable {
  case error(BridgeError)
  case warning(String)
  case endOfStream
  case latency
  /// The pipeline as a whole, not one of its elements.
  case stateChanged(State)
  /// A stream of the pipeline has given its first data. Not from the bus: the program's own mark between its messages.
  case media

  init?(_ message: UnsafeMutablePointer<GstMessage>) {
    switch bridge_message_type(message) {
    case GST_MESSAGE_ERROR:
      self = .error(BridgeError(bus: message))
    case GST_MESSAGE_WARNING:
      var error: UnsafeMutablePointer<GError>?
      gst_message_parse_warning(message, &error, nil)
      self = .warning("\(Message.sourceName(of: message)): \(takeMessage(of: error))")
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

  static func sourceName(of message: UnsafeMutablePointer<GstMessage>) -> String {
    guard let source = bridge_message_source(message) else { return "pipeline" }
    return takeString(gst_object_get_name(source)) ?? "pipeline"
  }
}

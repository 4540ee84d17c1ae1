import CGStreamer

/// What an element says of its own accord (`GST_MESSAGE_ELEMENT`).
struct ElementMessage: Sendable {
  private let reference: MiniObjectReference

  /// - Returns: `nil` for a message of another type.
  init?(_ message: UnsafeMutablePointer<GstMessage>) {
    guard bridge_message_type(message) == GST_MESSAGE_ELEMENT, gst_message_get_structure(message) != nil else {
      return nil
    }
    reference = MiniObjectReference(retaining: message)
  }

  private var pointer: UnsafeMutablePointer<GstMessage> { reference.typed() }

  var source: Element? {
    guard let source = bridge_message_source(pointer), bridge_is_element(source) != 0 else { return nil }
    return Element(reference: ObjectReference(retaining: source))
  }

  func withStructure<Result, Failure: Error>(
    _ body: (UnsafePointer<GstStructure>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(gst_message_get_structure(pointer))
  }

  /// A field that holds a time in nanoseconds, at most `ClockTime.latest`.
  func time(_ field: String) -> ClockTime? {
    var time: guint64 = 0
    guard gst_structure_get_uint64(gst_message_get_structure(pointer), field, &time) != 0, time != GstClockTime.max
    else { return nil }
    return min(time, .latest)
  }
}

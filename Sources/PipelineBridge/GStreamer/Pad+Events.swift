import CGStreamer

/// An event that travels downstream, as far as a stream's format is concerned.
enum StreamEvent: Sendable {
  case begin
  case caps(Caps)
  /// The value of the tag `image-orientation`.
  case orientation(String)

  fileprivate init?(_ event: UnsafeMutablePointer<GstEvent>) {
    switch bridge_event_type(event) {
    case GST_EVENT_STREAM_START: self = .begin
    case GST_EVENT_CAPS:
      var caps: UnsafeMutablePointer<GstCaps>?
      gst_event_parse_caps(event, &caps)
      guard let caps else { return nil }
      self = .caps(Caps(reference: MiniObjectReference(retaining: caps)))
    case GST_EVENT_TAG:
      var tags: UnsafeMutablePointer<GstTagList>?
      gst_event_parse_tag(event, &tags)
      var text: UnsafeMutablePointer<CChar>?
      guard let tags, gst_tag_list_get_string(tags, "image-orientation", &text) != 0, let value = takeString(text)
      else { return nil }
      self = .orientation(value)
    default: return nil
    }
  }
}

extension Pad {
  /// Calls `handler` on the streaming thread for each event, before the pad acts on it, for as long as the pad lives.
  func onStreamEvent(_ handler: @escaping @Sendable (StreamEvent) -> Void) {
    typealias Handler = @Sendable (StreamEvent) -> Void
    gst_pad_add_probe(
      pointer, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      { _, info, userData in
        if let event = gst_pad_probe_info_get_event(info), let userData, let value = StreamEvent(event) {
          Box<Handler>.value(at: userData)(value)
        }
        return GST_PAD_PROBE_OK
      },
      Box<Handler>(handler).passedToC(), destroyBox)
  }

  /// The elements that data passes on its way to this sink pad, the nearest first, at most 256.
  var upstreamElements: [Element] {
    var elements: [Element] = []
    var waiting = [self]
    while elements.count < 256, !waiting.isEmpty {
      guard var source = waiting.removeFirst().peer else { continue }
      while let target = source.target { source = target }
      guard let element = source.parent else {
        // The inside of a bin's own sink pad: on outside of the bin.
        if let edge = source.ghostPad { waiting.append(edge) }
        continue
      }
      guard !elements.contains(where: { $0.pointer == element.pointer }) else { continue }
      elements.append(element)
      waiting += element.sinkPads
    }
    return elements
  }

  /// The ghost pad that this pad is the inner side of.
  private var ghostPad: Pad? {
    guard let parent = gst_object_get_parent(reference.typed()) else { return nil }
    let object = ObjectReference(taking: parent)
    return bridge_is_ghost_pad(object.pointer) != 0 ? Pad(reference: object) : nil
  }
}

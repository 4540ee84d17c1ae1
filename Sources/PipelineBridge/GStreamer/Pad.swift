import CGStreamer

/// A pad (`GstPad`): where elements join and data flows. Any thread.
struct Pad: Sendable {
  let reference: ObjectReference
  var pointer: UnsafeMutablePointer<GstPad> { reference.typed() }

  init(reference: ObjectReference) { self.reference = reference }

  /// A source pad that belongs to no element: whoever holds it pushes into the pad that it is linked to.
  static func source(named name: String) -> Pad {
    let pad = Pad(reference: ObjectReference(sinking: gst_pad_new(name, GST_PAD_SRC)))
    gst_pad_set_active(pad.pointer, 1)
    return pad
  }

  var name: String { takeString(gst_object_get_name(reference.typed())) ?? "" }
  var isLinked: Bool { gst_pad_is_linked(pointer) != 0 }
  var isSource: Bool { gst_pad_get_direction(pointer) == GST_PAD_SRC }

  /// The element that the pad belongs to.
  var parent: Element? {
    gst_pad_get_parent_element(pointer).map { Element(reference: ObjectReference(taking: $0)) }
  }

  /// What can flow here: the negotiated caps, else all that the pad can produce (`gst_pad_query_caps`).
  func possibleCaps() -> Caps {
    Caps(reference: MiniObjectReference(taking: gst_pad_query_caps(pointer, nil)))
  }

  var currentCaps: Caps? {
    gst_pad_get_current_caps(pointer).map { Caps(reference: MiniObjectReference(taking: $0)) }
  }

  func link(to sink: Pad) -> Bool { gst_pad_link(pointer, sink.pointer) == GST_PAD_LINK_OK }

  func unlinkPeer() {
    guard let peer = gst_pad_get_peer(pointer) else { return }
    gst_pad_unlink(pointer, peer)
    gst_object_unref(peer)
  }

  func deactivate() { gst_pad_set_active(pointer, 0) }

  /// Sends the events that must stand before the first buffer. Running time is what the buffers' times mean.
  func begin(caps: Caps, streamID: String) {
    gst_pad_push_event(pointer, gst_event_new_stream_start(streamID))
    gst_pad_push_event(pointer, gst_event_new_caps(caps.pointer))
    var segment = GstSegment()
    gst_segment_init(&segment, GST_FORMAT_TIME)
    gst_pad_push_event(pointer, gst_event_new_segment(&segment))
  }

  /// - Returns: whether the list was taken.
  func push(_ list: BufferList) -> Bool {
    // gst_pad_push_list takes a reference of the caller's.
    MiniObjectCounting.retain(list.reference.pointer)
    return gst_pad_push_list(pointer, list.pointer) == GST_FLOW_OK
  }

  /// Asks upstream for a key frame (`gst_video_event_new_upstream_force_key_unit`).
  ///
  /// Without `all_headers`: the parser sends them anyway, and a payloader that is asked sends them before the access
  /// unit delimiter, as a frame of their own that makes browsers ask for the next key frame.
  func requestKeyFrame() {
    gst_pad_push_event(pointer, gst_video_event_new_upstream_force_key_unit(GstClockTime.max, 0, 0))
  }
}

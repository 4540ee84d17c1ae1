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

  /// The number of an RTSP stream in its session description, which `rtspsrc` puts into the names of its pads
  /// (`recv_rtp_src_1_…`).
  var sessionStream: UInt32? {
    let parts = name.split(separator: "_")
    guard parts.count >= 4, parts[0] == "recv", parts[2] == "src" else { return nil }
    return UInt32(parts[3])
  }

  /// What can flow here: the negotiated caps, else all that the pad can produce (`gst_pad_query_caps`).
  func possibleCaps() -> Caps {
    Caps(reference: MiniObjectReference(taking: gst_pad_query_caps(pointer, nil)))
  }

  var currentCaps: Caps? {
    gst_pad_get_current_caps(pointer).map { Caps(reference: MiniObjectReference(taking: $0)) }
  }

  /// The pad that this one is linked to.
  var peer: Pad? { gst_pad_get_peer(pointer).map { Pad(reference: ObjectReference(taking: $0)) } }

  /// The pad inside a bin that this one, at the bin's edge, stands for (`gst_ghost_pad_get_target`).
  var target: Pad? {
    guard bridge_is_ghost_pad(reference.pointer) != 0 else { return nil }
    return gst_ghost_pad_get_target(reference.typed()).map { Pad(reference: ObjectReference(taking: $0)) }
  }

  /// Links, through ghost pads where the elements are in different bins (`gst_pad_link_maybe_ghosting`).
  func linkAcrossBins(to sink: Pad) -> Bool { gst_pad_link_maybe_ghosting(pointer, sink.pointer) != 0 }

  func link(to sink: Pad) -> Bool { gst_pad_link(pointer, sink.pointer) == GST_PAD_LINK_OK }

  func unlinkPeer() {
    guard let peer else { return }
    gst_pad_unlink(pointer, peer.pointer)
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

  /// Tells a sink pad that what it waits with is not wanted any more (`GST_EVENT_FLUSH_START`).
  func sendFlush() { gst_pad_send_event(pointer, gst_event_new_flush_start()) }

  /// Sends an event, upstream from a sink pad (`gst_pad_push_event`, which takes it).
  @discardableResult
  func pushEvent(_ event: UnsafeMutablePointer<GstEvent>) -> Bool { gst_pad_push_event(pointer, event) != 0 }

  /// The running time of a buffer that flows here now; `nil` when it has none.
  func runningTime(of buffer: Buffer) -> ClockTime? {
    guard let event = gst_pad_get_sticky_event(pointer, GST_EVENT_SEGMENT, 0) else { return nil }
    defer { gst_mini_object_unref(UnsafeMutableRawPointer(event).assumingMemoryBound(to: GstMiniObject.self)) }
    var segment: UnsafePointer<GstSegment>?
    gst_event_parse_segment(event, &segment)
    let time = gst_segment_to_running_time(segment, GST_FORMAT_TIME, bridge_buffer_pts(buffer.pointer))
    return time == GstClockTime.max ? nil : min(time, .latest)
  }

  /// Asks upstream for a key frame (`gst_video_event_new_upstream_force_key_unit`).
  ///
  /// Without `all_headers`: the parser sends them anyway, and a payloader that is asked sends them before the access
  /// unit delimiter, as a frame of their own that makes browsers ask for the next key frame.
  func requestKeyFrame() {
    gst_pad_push_event(pointer, gst_video_event_new_upstream_force_key_unit(GstClockTime.max, 0, 0))
  }
}

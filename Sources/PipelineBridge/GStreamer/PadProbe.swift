import CGStreamer

extension Pad {
  /// Calls `handler` on the streaming thread for each request for a key frame that passes upstream, for as long as
  /// the pad lives. The request goes no further.
  func onKeyFrameRequest(_ handler: @escaping @Sendable () -> Void) {
    let box = Box<@Sendable () -> Void>(handler)
    gst_pad_add_probe(
      pointer, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM,
      { _, info, userData in
        guard let event = gst_pad_probe_info_get_event(info), gst_video_event_is_force_key_unit(event) != 0,
          let userData
        else { return GST_PAD_PROBE_OK }
        Box<@Sendable () -> Void>.value(at: userData)()
        return GST_PAD_PROBE_DROP
      },
      box.passedToC(), destroyBox)
  }

  /// Calls `handler` for each navigation event that passes upstream, for as long as the pad lives.
  /// - Parameter handler: returns whether the event goes no further. The structure is good for the call only.
  func onNavigation(_ handler: @escaping @Sendable (UnsafePointer<GstStructure>) -> Bool) {
    typealias Handler = @Sendable (UnsafePointer<GstStructure>) -> Bool
    gst_pad_add_probe(
      pointer, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM,
      { _, info, userData in
        guard let event = gst_pad_probe_info_get_event(info), bridge_event_is_navigation(event) != 0,
          let structure = gst_event_get_structure(event), let userData
        else { return GST_PAD_PROBE_OK }
        return Box<Handler>.value(at: userData)(structure) ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK
      },
      Box<Handler>(handler).passedToC(), destroyBox)
  }

  /// Lets no flush pass, for as long as the pad lives.
  func dropFlushes() {
    gst_pad_add_probe(pointer, GST_PAD_PROBE_TYPE_EVENT_FLUSH, { _, _, _ in GST_PAD_PROBE_DROP }, nil, nil)
  }

  /// Calls `handler` on the streaming thread for each buffer, before it goes on.
  func onBuffer(_ handler: @escaping @Sendable (Buffer) -> Void) {
    let box = Box<@Sendable (Buffer) -> Void>(handler)
    gst_pad_add_probe(
      pointer, GST_PAD_PROBE_TYPE_BUFFER,
      { _, info, userData in
        if let buffer = gst_pad_probe_info_get_buffer(info), let userData {
          let buffer = Buffer(reference: MiniObjectReference(retaining: buffer))
          Box<@Sendable (Buffer) -> Void>.value(at: userData)(buffer)
        }
        return GST_PAD_PROBE_OK
      },
      box.passedToC(), destroyBox)
  }

  /// Calls `handler` on the streaming thread once: with the first caps that flow, or with `nil` when bytes come without.
  /// The pad may be linked in the handler; what made it run then flows on.
  func onFirstData(_ handler: @escaping @Sendable (Pad, Caps?) -> Void) {
    typealias Handler = @Sendable (Pad, Caps?) -> Void
    let types = [GST_PAD_PROBE_TYPE_BUFFER, GST_PAD_PROBE_TYPE_BUFFER_LIST, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM]
    gst_pad_add_probe(
      pointer, GstPadProbeType(types.reduce(0) { $0 | $1.rawValue }),
      { pad, info, userData in
        guard let pad, let userData else { return GST_PAD_PROBE_OK }
        var caps: UnsafeMutablePointer<GstCaps>?
        if let event = gst_pad_probe_info_get_event(info) {
          guard bridge_event_is_caps(event) != 0 else { return GST_PAD_PROBE_OK }
          gst_event_parse_caps(event, &caps)
        }
        Box<Handler>.value(at: userData)(
          Pad(reference: ObjectReference(retaining: pad)),
          caps.map { Caps(reference: MiniObjectReference(retaining: $0)) })
        return GST_PAD_PROBE_REMOVE
      },
      Box<Handler>(handler).passedToC(), destroyBox)
  }

  /// Drops buffers on the streaming thread until `isFirst` says that one may pass; from then on all do.
  func dropBuffers(until isFirst: @escaping @Sendable (Buffer) -> Bool) {
    let box = Box<@Sendable (Buffer) -> Bool>(isFirst)
    gst_pad_add_probe(
      pointer, GST_PAD_PROBE_TYPE_BUFFER,
      { _, info, userData in
        guard let buffer = gst_pad_probe_info_get_buffer(info), let userData else { return GST_PAD_PROBE_OK }
        let isFirst = Box<@Sendable (Buffer) -> Bool>.value(at: userData)
        return isFirst(Buffer(reference: MiniObjectReference(retaining: buffer)))
          ? GST_PAD_PROBE_REMOVE : GST_PAD_PROBE_DROP
      },
      box.passedToC(), destroyBox)
  }

  /// Drops each buffer that `isSuperfluous`, for as long as the pad lives. Streaming thread.
  func dropBuffers(where isSuperfluous: @escaping @Sendable (Buffer) -> Bool) {
    let box = Box<@Sendable (Buffer) -> Bool>(isSuperfluous)
    gst_pad_add_probe(
      pointer, GST_PAD_PROBE_TYPE_BUFFER,
      { _, info, userData in
        guard let buffer = gst_pad_probe_info_get_buffer(info), let userData else { return GST_PAD_PROBE_OK }
        let isSuperfluous = Box<@Sendable (Buffer) -> Bool>.value(at: userData)
        return isSuperfluous(Buffer(reference: MiniObjectReference(retaining: buffer)))
          ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK
      },
      box.passedToC(), destroyBox)
  }

  /// Puts another buffer in the place of each for which `replacement` returns one, for as long as the pad lives.
  /// Streaming thread.
  func replaceBuffers(_ replacement: @escaping @Sendable (Buffer) -> Buffer?) {
    let box = Box<@Sendable (Buffer) -> Buffer?>(replacement)
    gst_pad_add_probe(
      pointer, GST_PAD_PROBE_TYPE_BUFFER,
      { _, info, userData in
        guard let info, let buffer = gst_pad_probe_info_get_buffer(info), let userData else { return GST_PAD_PROBE_OK }
        let replace = Box<@Sendable (Buffer) -> Buffer?>.value(at: userData)
        if let other = replace(Buffer(reference: MiniObjectReference(retaining: buffer))) {
          // The probe owns the buffer that it takes out, and gives away the one that it puts in.
          MiniObjectCounting.retain(other.reference.pointer)
          bridge_probe_replace_buffer(info, other.pointer)
          MiniObjectCounting.release(UnsafeMutableRawPointer(buffer))
        }
        return GST_PAD_PROBE_OK
      },
      box.passedToC(), destroyBox)
  }
}

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
}

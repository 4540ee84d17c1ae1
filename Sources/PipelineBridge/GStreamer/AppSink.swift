import CGStreamer

/// The end of a pipeline that hands its buffers to a closure (`appsink`).
struct AppSink: Sendable {
  let element: Element

  init(name: String? = nil) throws { element = try Element("appsink", name: name) }
  init(element: Element) { self.element = element }

  /// Calls `handler` on the streaming thread with each sample. A buffer list arrives as its single buffers, in order.
  func onSample(_ handler: @escaping @Sendable (Sample) -> Void) {
    var callbacks = GstAppSinkCallbacks()
    callbacks.new_sample = { sink, userData in
      guard let sink, let userData, let sample = gst_app_sink_pull_sample(sink) else { return GST_FLOW_EOS }
      defer { gst_sample_unref(sample) }
      let handler = Box<@Sendable (Sample) -> Void>.value(at: userData)
      AppSink.forEachBuffer(in: sample, handler)
      return GST_FLOW_OK
    }
    gst_app_sink_set_callbacks(element.reference.typed(), &callbacks, Box(handler).passedToC(), destroyBox)
  }

  private static func forEachBuffer(in sample: OpaquePointer, _ handler: (Sample) -> Void) {
    guard let caps = gst_sample_get_caps(sample), let segment = gst_sample_get_segment(sample) else { return }
    let ownCaps = Caps(reference: MiniObjectReference(retaining: caps))
    // A segment in bytes says nothing about time.
    let isTimed = bridge_is_time_segment(segment) != 0
    func running(_ time: GstClockTime) -> ClockTime? {
      guard isTimed else { return nil }
      let running = gst_segment_to_running_time(segment, GST_FORMAT_TIME, time)
      return running == GstClockTime.max ? nil : min(running, .latest)
    }
    func hand(_ buffer: UnsafeMutablePointer<GstBuffer>) {
      handler(
        Sample(
          buffer: Buffer(reference: MiniObjectReference(retaining: buffer)), caps: ownCaps,
          runningTime: running(bridge_buffer_pts(buffer)), decodingTime: running(bridge_buffer_dts(buffer))))
    }
    if let buffer = gst_sample_get_buffer(sample) { hand(buffer) }
    if let list = gst_sample_get_buffer_list(sample) {
      for index in 0..<gst_buffer_list_length(list) {
        if let buffer = gst_buffer_list_get(list, index) { hand(buffer) }
      }
    }
  }
}

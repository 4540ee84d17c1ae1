import CGStreamer

/// The start of a pipeline that is fed from outside (`appsrc`). Any thread; never blocks.
struct AppSource: Sendable {
  let element: Element

  /// Hands over a buffer stamped with running time; its memory is shared, not copied.
  /// - Parameter decodingTime: for encoded frames that have no other time.
  @discardableResult
  func push(
    _ buffer: Buffer, caps: Caps, runningTime: ClockTime?, decodingTime: ClockTime? = nil
  ) -> GstFlowReturn {
    let stamped = buffer.stamped(runningTime, decodingTime: decodingTime)
    guard let sample = gst_sample_new(stamped.pointer, caps.pointer, nil, nil) else { return GST_FLOW_ERROR }
    defer { gst_sample_unref(sample) }
    return gst_app_src_push_sample(element.reference.typed(), sample)
  }
}

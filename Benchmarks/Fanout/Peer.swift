import CGStreamer

/// A webrtcbin in a pipeline of its own, used the plain way: every call waits.
class Peer {
  let pipeline: UnsafeMutablePointer<GstElement>
  let webrtcbin: UnsafeMutablePointer<GstElement>

  init() {
    pipeline = gst_pipeline_new(nil)!
    gst_object_ref_sink(pipeline)
    webrtcbin = gst_element_factory_make("webrtcbin", nil)!
    gst_util_set_object_arg(webrtcbin.object, "bundle-policy", "max-bundle")
    gst_bin_add(pipeline.cast(), webrtcbin)
    let agent = bridge_get_object(webrtcbin, "ice-agent")!
    if let nice = bridge_get_object(agent, "agent") {
      // Or gathering takes 200 ms more.
      gst_util_set_object_arg(nice.assumingMemoryBound(to: GObject.self), "upnp", "false")
      gst_util_set_object_arg(nice.assumingMemoryBound(to: GObject.self), "stun-pacing-timer", "5")
      g_object_unref(nice)
    }
    _ = bridge_add_local_address(agent, "127.0.0.1")
    g_object_unref(agent)
    // Nobody reads the messages.
    let bus = gst_element_get_bus(pipeline)
    gst_bus_set_flushing(bus, 1)
    gst_object_unref(bus)
  }

  func close() {
    gst_element_set_state(pipeline, GST_STATE_NULL)
    gst_object_unref(pipeline)
  }

  func makeOffer() -> String { describe("create-offer", "offer", GST_WEBRTC_SDP_TYPE_OFFER) }
  func makeAnswer() -> String { describe("create-answer", "answer", GST_WEBRTC_SDP_TYPE_ANSWER) }

  func setRemote(_ type: GstWebRTCSDPType, _ sdp: String) { apply("set-remote-description", type, sdp) }

  /// - Returns: the local description with its candidates.
  private func describe(_ signal: String, _ field: String, _ type: GstWebRTCSDPType) -> String {
    let promise = gst_promise_new()
    bridge_emit_create(webrtcbin, signal, promise)
    gst_promise_wait(promise)
    let made = bridge_structure_description(gst_promise_get_reply(promise), field)!
    gst_promise_unref(promise)
    apply("set-local-description", type, text(of: made))
    while enumeration("ice-gathering-state") != GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE.rawValue { g_usleep(200) }
    return text(of: bridge_get_boxed_description(webrtcbin, "local-description"))
  }

  private func apply(_ signal: String, _ type: GstWebRTCSDPType, _ sdp: String) {
    var message: UnsafeMutablePointer<GstSDPMessage>?
    gst_sdp_message_new_from_text(sdp, &message)
    let description = gst_webrtc_session_description_new(type, message!)!
    let promise = gst_promise_new()
    bridge_emit_description(webrtcbin, signal, description, promise)
    gst_promise_wait(promise)
    gst_promise_unref(promise)
    gst_webrtc_session_description_free(description)
  }

  private func text(of description: UnsafeMutablePointer<GstWebRTCSessionDescription>) -> String {
    defer { gst_webrtc_session_description_free(description) }
    let text = gst_sdp_message_as_text(description.pointee.sdp)!
    defer { g_free(text) }
    return String(cString: text)
  }

  private func enumeration(_ property: String) -> UInt32 {
    var value = GValue()
    g_object_get_property(webrtcbin.object, property, &value)
    defer { g_value_unset(&value) }
    return UInt32(bitPattern: g_value_get_enum(&value))
  }
}

extension UnsafeMutablePointer {
  /// The same C object as one of its other types.
  func cast<Other>(to: Other.Type = Other.self) -> UnsafeMutablePointer<Other> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Other.self)
  }

  var object: UnsafeMutablePointer<GObject> { cast() }
}

import ArgumentParser
import CGStreamer
import Synchronization

/// One viewer without a decoder: real ICE, DTLS and SRTP, and a record of each packet that arrives.
final class Receiver: Peer {
  let log = PacketLog()
  private var session = ""
  private let endpoint: Endpoint

  init(endpoint: Endpoint) {
    self.endpoint = endpoint
    super.init()
    let caps = gst_caps_from_string(
      "application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload=102,"
        + "packetization-mode=(string)1,profile-level-id=(string)42e01f")
    let transceiver = bridge_add_transceiver(webrtcbin, GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, caps)
    g_object_unref(transceiver)
    gst_caps_unref(caps)
    let added: @convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<GstPad>, UnsafeMutableRawPointer) -> Void =
      { webrtcbin, pad, _ in Receiver.drain(pad, of: webrtcbin.assumingMemoryBound(to: GstElement.self)) }
    g_signal_connect_data(webrtcbin, "pad-added", unsafeBitCast(added, to: GCallback.self), nil, nil, GConnectFlags(0))
    gst_element_set_state(pipeline, GST_STATE_PAUSED)
  }

  /// - Throws: `HTTPError` when the endpoint refuses.
  func join() throws {
    let offer = makeOffer()
    log.begin()
    let reply = try endpoint.post(offer)
    session = reply.location
    setRemote(GST_WEBRTC_SDP_TYPE_ANSWER, reply.body)
    watch()
    gst_element_set_state(pipeline, GST_STATE_PLAYING)
  }

  /// - Throws: when none has come within 10 s.
  func waitForKeyFrame() throws {
    let limit = ContinuousClock.now + .seconds(10)
    while log.totals.untilKeyFrame == nil {
      guard ContinuousClock.now < limit else { throw ValidationError("no key frame within 10 s") }
      g_usleep(500)
    }
  }

  func leave() throws {
    try endpoint.delete(session)
    close()
  }

  /// Looks at the decrypted packets as they come, before any buffer puts them in order.
  private func watch() {
    guard let rtpbin = gst_bin_get_by_name(webrtcbin.cast(), "rtpbin") else { fatalError("no rtpbin in webrtcbin") }
    defer { gst_object_unref(rtpbin) }
    guard let pad = gst_element_get_static_pad(rtpbin, "recv_rtp_sink_0") else { fatalError("nothing to receive") }
    defer { gst_object_unref(pad) }
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_BUFFER,
      { _, info, userData in
        let log = Unmanaged<PacketLog>.fromOpaque(userData!).takeUnretainedValue()
        log.note(gst_pad_probe_info_get_buffer(info))
        return GST_PAD_PROBE_OK
      },
      Unmanaged.passRetained(log).toOpaque(), { Unmanaged<PacketLog>.fromOpaque($0!).release() })
  }

  private static func drain(_ pad: UnsafeMutablePointer<GstPad>, of webrtcbin: UnsafeMutablePointer<GstElement>) {
    guard let pipeline = gst_object_get_parent(webrtcbin.cast()), let sink = gst_element_factory_make("fakesink", nil)
    else { return }
    defer { gst_object_unref(pipeline) }
    gst_util_set_object_arg(sink.object, "async", "false")
    gst_bin_add(pipeline.cast(), sink)
    gst_element_sync_state_with_parent(sink)
    let input = gst_element_get_static_pad(sink, "sink")
    gst_pad_link(pad, input)
    gst_object_unref(input)
  }
}

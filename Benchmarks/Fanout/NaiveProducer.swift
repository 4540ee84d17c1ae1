import CGStreamer
import Synchronization

/// One encoder and its viewers, which stay until the process ends.
final class NaiveProducer: Sendable {
  private let sources = Mutex<[Address]>([])
  private let sink: Address
  private let clock: Address
  private let baseTime: GstClockTime

  /// A C pointer that is kept for the life of the process.
  private struct Address: Sendable {
    let bits: UInt
    var pointer: UnsafeMutableRawPointer { UnsafeMutableRawPointer(bitPattern: bits)! }
    init(_ pointer: UnsafeMutableRawPointer) { bits = UInt(bitPattern: pointer) }
  }

  init(_ text: String) {
    let pipeline = gst_parse_launch("\(text) ! appsink name=sink sync=false emit-signals=false", nil)!
    let sink = gst_bin_get_by_name(pipeline.cast(), "sink")!
    gst_element_set_state(pipeline, GST_STATE_PLAYING)
    gst_element_get_state(pipeline, nil, nil, 5_000_000_000)
    self.sink = Address(sink)
    clock = Address(gst_element_get_clock(pipeline)!)
    baseTime = gst_element_get_base_time(pipeline)
    var callbacks = GstAppSinkCallbacks()
    callbacks.new_sample = { sink, userData in
      let producer = Unmanaged<NaiveProducer>.fromOpaque(userData!).takeUnretainedValue()
      guard let sample = gst_app_sink_pull_sample(sink) else { return GST_FLOW_EOS }
      defer { gst_sample_unref(sample) }
      producer.push(sample)
      return GST_FLOW_OK
    }
    gst_app_sink_set_callbacks(sink.cast(), &callbacks, Unmanaged.passRetained(self).toOpaque(), nil)
  }

  private func push(_ sample: OpaquePointer) {
    guard let buffer = gst_buffer_copy(gst_sample_get_buffer(sample)) else { return }
    let time = gst_segment_to_running_time(
      gst_sample_get_segment(sample), GST_FORMAT_TIME, bridge_buffer_pts(buffer))
    bridge_buffer_set_times(buffer, time, GstClockTime.max)
    let stamped = gst_sample_new(buffer, gst_sample_get_caps(sample), nil, nil)!
    for source in sources.withLock({ $0 }) {
      gst_app_src_push_sample(source.pointer.assumingMemoryBound(to: GstAppSrc.self), stamped)
    }
    gst_sample_unref(stamped)
    gst_buffer_unref(buffer)
  }

  private func requestKeyFrame() {
    let pad = gst_element_get_static_pad(sink.pointer.assumingMemoryBound(to: GstElement.self), "sink")
    gst_pad_push_event(pad, gst_video_event_new_upstream_force_key_unit(GstClockTime.max, 1, 0))
    gst_object_unref(pad)
  }

  func answer(_ offer: String) -> String {
    let peer = Peer()
    gst_element_set_start_time(peer.pipeline, GstClockTime.max)
    gst_pipeline_use_clock(peer.pipeline.cast(), clock.pointer.assumingMemoryBound(to: GstClock.self))
    gst_element_set_base_time(peer.pipeline, baseTime)
    let source = gst_parse_bin_from_description(
      "appsrc name=source is-live=true format=time ! h264parse config-interval=-1 ! video/x-h264,alignment=au"
        + " ! rtph264pay pt=102 mtu=1200 aggregate-mode=zero-latency"
        + " ! application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload=102,"
        + "packetization-mode=(string)1", 1, nil)!
    gst_bin_add(peer.pipeline.cast(), source)
    gst_element_link(source, peer.webrtcbin)
    gst_element_set_state(peer.pipeline, GST_STATE_PAUSED)
    peer.setRemote(GST_WEBRTC_SDP_TYPE_OFFER, offer)
    let answer = peer.makeAnswer()
    gst_element_set_state(peer.pipeline, GST_STATE_PLAYING)
    let input = gst_bin_get_by_name(source.cast(), "source")!
    sources.withLock { $0.append(Address(input)) }
    requestKeyFrame()
    return answer
  }
}

import CGStreamer
import Foundation

/// A test picture that carries the wall clock in each frame, handed on through shared memory:
///
///     stamp FRAMES_PER_SECOND SOCKET
///     bridge 'shmsrc socket-path=SOCKET is-live=true do-timestamp=true ! video/x-raw,…'
///
/// The clock is read when the frame is finished: microseconds since the Unix epoch, as two rows of 32 bits, the highest
/// first, black for 0 and white for 1, each 40 × 32 pixels, which an encoder does not blur.
@main
struct Stamp {
  private static let width = 1280
  private static let height = 720
  private static let blockWidth = 40
  private static let blockHeight = 32

  static func main() { run() }

  /// Not in `main`, which belongs to the main actor, and with it each closure there: the probe runs on another thread.
  private static func run() {
    guard CommandLine.arguments.count == 3, let rate = Int(CommandLine.arguments[1]) else {
      fail("usage: stamp FRAMES_PER_SECOND SOCKET")
    }
    gst_init(nil, nil)
    var error: UnsafeMutablePointer<GError>?
    // The source must not make its frames in shmsink's memory: with those that it keeps for later, shmsink could wait for
    // room for ever.
    let pipeline = gst_parse_launch(
      "videotestsrc is-live=true horizontal-speed=4"
        + " ! video/x-raw,format=I420,width=\(width),height=\(height),framerate=\(rate)/1 ! identity name=stamp drop-allocation=true"
        + " ! shmsink socket-path=\(CommandLine.arguments[2]) shm-size=\(8 * width * height * 3 / 2) sync=false",
      &error)
    guard let pipeline, error == nil else {
      fail(error.map { String(cString: $0.pointee.message) } ?? "no pipeline")
    }
    let bin = UnsafeMutableRawPointer(pipeline).assumingMemoryBound(to: GstBin.self)
    let pad = gst_element_get_static_pad(gst_bin_get_by_name(bin, "stamp"), "src")
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_BUFFER,
      { _, info, _ in
        var map = GstMapInfo()
        guard let buffer = gst_pad_probe_info_get_buffer(info), gst_buffer_map(buffer, &map, GST_MAP_WRITE) != 0 else {
          return GST_PAD_PROBE_OK
        }
        Stamp.burn(into: map.data)
        gst_buffer_unmap(buffer, &map)
        return GST_PAD_PROBE_OK
      }, nil, nil)
    gst_element_set_state(pipeline, GST_STATE_PLAYING)
    let end = GstMessageType(GST_MESSAGE_ERROR.rawValue | GST_MESSAGE_EOS.rawValue)
    gst_bus_timed_pop_filtered(gst_element_get_bus(pipeline), GstClockTime.max, end)
    fail("the test picture has ended")
  }

  /// - Parameter frame: I420, the three planes one after the other.
  private static func burn(into frame: UnsafeMutablePointer<UInt8>) {
    for plane in [width * height, width * height * 5 / 4] {
      (frame + plane).update(repeating: 128, count: width / 2 * blockHeight)
    }
    let time = UInt64(Date().timeIntervalSince1970 * 1e6)
    for bit in 0..<64 {
      let isSet = time >> UInt64(63 - bit) & 1 == 1
      for row in 0..<blockHeight {
        let start = frame + (bit / 32 * blockHeight + row) * width + bit % 32 * blockWidth
        start.update(repeating: isSet ? 235 : 16, count: blockWidth)
      }
    }
  }

  private static func fail(_ text: String) -> Never {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
    exit(1)
  }
}

import CGStreamer
import Synchronization

/// What has arrived at one receiver. Written on its streaming thread, read from outside.
final class PacketLog: Sendable {
  struct Totals {
    var packets = 0
    var bytes = 0
    /// Sequence numbers that were never seen, or seen out of order.
    var lost = 0
    var frames = 0
    /// From the offer to the last packet of the first whole key frame.
    var untilKeyFrame: Duration?

    fileprivate var start: ContinuousClock.Instant?
    fileprivate var next: UInt16?
    /// RTP time of a key frame of which nothing is missing so far.
    fileprivate var keyFrame: UInt32?
  }

  private let state = Mutex(Totals())

  var totals: Totals { state.withLock { $0 } }

  func begin() { state.withLock { $0.start = .now } }

  func note(_ buffer: UnsafeMutablePointer<GstBuffer>?) {
    var head = [UInt8](repeating: 0, count: 128)
    guard let buffer, gst_buffer_extract(buffer, 0, &head, 128) > 13 else { return }
    let size = Int(gst_buffer_get_size(buffer))
    // RFC 3550, sections 5.1 and 5.3.1.
    var payload = 12 + 4 * Int(head[0] & 0x0f)
    if head[0] & 0x10 != 0 { payload += 4 + 4 * (Int(head[payload + 2]) << 8 | Int(head[payload + 3])) }
    let sequence = UInt16(head[2]) << 8 | UInt16(head[3])
    let time = head[4..<8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let startsKeyFrame = payload + 1 < head.count && Self.isKeyFrame(head[payload], head[payload + 1])
    let isMarked = head[1] & 0x80 != 0
    let now = ContinuousClock.now
    state.withLock { totals in
      totals.packets += 1
      totals.bytes += size
      if let next = totals.next, next != sequence {
        totals.lost += Int(sequence &- next) < 0x8000 ? Int(sequence &- next) : 1
        totals.keyFrame = nil
      }
      totals.next = sequence &+ 1
      if startsKeyFrame, totals.keyFrame == nil { totals.keyFrame = time }
      if isMarked {
        totals.frames += 1
        if totals.keyFrame == time, totals.untilKeyFrame == nil, let start = totals.start {
          totals.untilKeyFrame = now - start
        }
        totals.keyFrame = nil
      }
    }
  }

  /// Whether a payload begins a key frame (RFC 6184, section 5.4): parameter sets or an IDR slice, alone, aggregated or
  /// as the first fragment.
  private static func isKeyFrame(_ indicator: UInt8, _ header: UInt8) -> Bool {
    switch indicator & 0x1f {
    case 5, 7: true
    case 24: true
    case 28: header & 0x80 != 0 && header & 0x1f == 5
    default: false
    }
  }
}

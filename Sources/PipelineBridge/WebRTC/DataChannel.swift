import CGStreamer
import Synchronization

/// An RTCDataChannel (W3C) for short texts.
final class DataChannel: Sendable {
  /// The texts that arrive; ended when the channel closes.
  let messages: AsyncStream<String>
  private let reference: ObjectReference
  private let connections: [SignalConnection]
  private let opening = Completion()
  private let closing = Completion()

  /// - Parameter flood: completed when the peer sends messages faster than any page does; they are dropped then.
  init(_ reference: ObjectReference, _ flood: Completion) {
    self.reference = reference
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    messages = stream
    // Pointer moves come with each frame of the peer's screen. A long message counts as several.
    let allowance = Mutex(TokenBucket(rate: 1_000, burst: 2_000))
    connections = [
      reference.connect("on-open") { [opening] _ in opening.complete() },
      reference.connect("on-message-string") { arguments in
        guard let text = arguments.string(1) else { return }
        guard allowance.withLock({ $0.take(1 + Double(text.utf8.count / 1_024)) }) else { return flood.complete() }
        continuation.yield(text)
      },
      reference.connect("on-close") { [opening, closing] _ in
        opening.complete()
        closing.complete()
        continuation.finish()
      },
    ]
    if isOpen { opening.complete() }
  }

  var label: String? { reference.string("label") }
  var isOpen: Bool {
    reference.enumeration("ready-state") == Int(GST_WEBRTC_DATA_CHANNEL_STATE_OPEN.rawValue)
  }

  /// Returns when the channel is open, or closed before it was.
  func waitUntilOpen() async { await opening.wait() }

  /// Sends a text of at most 64 KiB; a longer one webrtcbin would drop without a word. Nothing is sent while
  /// more than `limit` bytes wait: webrtcbin has no back pressure of its own.
  @discardableResult
  func send(_ text: String, whenWaitingAtMost limit: Int = 1 << 20) -> Bool {
    guard isOpen, text.utf8.count <= 65_536 else { return false }
    if let waiting = reference.string("buffered-amount").flatMap(Int.init), waiting > limit { return false }
    gst_webrtc_data_channel_send_string(OpaquePointer(reference.pointer), text)
    return true
  }

  /// Sends a last text, which the peer confirms by closing the channel; returns then, or half a second later. Closed
  /// from here, the channel would overtake the text inside webrtcbin.
  func end(saying text: String) async {
    let silence = BridgeError(.negotiation, "the peer is silent")
    try? await withDeadline(.milliseconds(500), orThrow: silence) { [self] in
      await opening.wait()
      if send(text) { await closing.wait() }
    }
  }
}

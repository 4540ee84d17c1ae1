import Synchronization

/// When the peer was last heard: the arrival of its RTCP and RTP packets.
///
/// webrtcbin has no consent freshness (RFC 7675) that would tell of a peer that is gone without a word, but every
/// receiver reports every few seconds (RFC 3550, section 6.2). The packets enter webrtcbin's `rtpbin`, where this
/// looks at them; where there is no such element nobody is found dead for being silent.
final class PeerActivity: Sendable {
  // On a clock that stands still while the machine sleeps, as the peer does.
  private let lastHeard = Mutex<SuspendingClock.Instant?>(nil)
  private let isListening = Atomic(false)

  /// How long the peer has been silent; `nil` when it is not expected to speak.
  var silence: Duration? { lastHeard.withLock { $0 }.map { SuspendingClock.now - $0 } }

  /// Begins to listen. To be called once, when the descriptions have been exchanged.
  func watch(_ bin: Element) {
    for rtpbin in bin.children where rtpbin.factoryName == "rtpbin" {
      for pad in rtpbin.sinkPads where pad.name.hasPrefix("recv_") {
        pad.onBuffer { [weak self] _ in self?.hear() }
        isListening.store(true, ordering: .relaxed)
      }
    }
  }

  /// From now on the peer is expected to speak.
  func expect() {
    if isListening.load(ordering: .relaxed) { hear() }
  }

  private func hear() { lastHeard.withLock { $0 = .now } }
}

import Synchronization

@testable import PipelineBridge

/// What the video packets say that a peer receives.
final class PacketTrace: Sendable, CustomStringConvertible {
  private struct Seen {
    var packets = 0
    var gaps: [(after: Int, missing: Int)] = []
    var timeSteps: [Int32] = []
    var keyFrames = 0
    var last: (number: UInt16, time: UInt32)?
    var input: Pad?
  }

  private let seen = Mutex(Seen())

  /// Packets that came.
  var packets: Int { seen.withLock { $0.packets } }
  /// Numbers that were left out, and after how many packets.
  var gaps: [(after: Int, missing: Int)] { seen.withLock { $0.gaps } }
  /// Frames at which decoding can begin.
  var keyFrames: Int { seen.withLock { $0.keyFrames } }
  /// From each frame's RTP time to the next one's, in ticks.
  var timeSteps: [Int32] { seen.withLock { $0.timeSteps } }
  /// Frames that came.
  var frames: Int { timeSteps.count }

  /// From the first of the last frames to the last, in ticks of RTP time.
  func duration(lastFrames: Int) -> Int { timeSteps.suffix(lastFrames).reduce(0) { $0 + Int($1) } }

  /// Whether each packet came, and time never went back.
  var isWhole: Bool { gaps.isEmpty && timeSteps.allSatisfy { $0 > 0 } }

  var description: String {
    let back = timeSteps.enumerated().filter { $0.element <= 0 }.map { "\($0.element) at \($0.offset)" }
    return "\(packets) packets, missing \(gaps.map { "\($0.missing) after \($0.after)" }), time goes back \(back)"
  }

  /// - Parameters:
  ///   - entries: where packets come in from the network. Not after the jitter buffer, which gives up packets that it
  ///     takes for late because the source has paused.
  ///   - source: the SSRC of the packets that count.
  func watch(_ entries: [Pad], source: UInt32, decoder: Pad, depayloader: Element?) {
    seen.withLock { $0.input = decoder }
    for pad in entries {
      pad.onBuffer { [weak self] packet in
        if packet.rtpWord(at: 8) == source { self?.note(packet) }
      }
    }
    depayloader?.staticPad("src")?.onBuffer { [weak self] frame in
      if !frame.isDeltaUnit { self?.seen.withLock { $0.keyFrames += 1 } }
    }
  }

  /// Asks the bridge for a key frame (RFC 4585 PLI).
  func requestKeyFrame() { seen.withLock { $0.input }?.requestKeyFrame() }

  private func note(_ packet: Buffer) {
    guard let number = packet.sequenceNumber, let time = packet.rtpWord(at: 4) else { return }
    seen.withLock { seen in
      seen.packets += 1
      if let last = seen.last {
        let step = Int(Int16(bitPattern: number &- last.number))
        if step != 1 { seen.gaps.append((seen.packets - 1, step - 1)) }
        if time != last.time { seen.timeSteps.append(Int32(bitPattern: time &- last.time)) }
      }
      seen.last = (number, time)
    }
  }
}

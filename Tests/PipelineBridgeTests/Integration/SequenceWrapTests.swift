import CGStreamer
import Synchronization
import Testing

@testable import PipelineBridge

extension Integration {
  /// A receiver takes the first packet that it gets to be of SRTP's first round of numbers (RFC 3711, section 3.3.1).
  @Suite struct SequenceWraps {
    /// The stream is about to wrap when the viewer joins, and its first packets are lost.
    @Test func aViewerThatLosesWhatComesBeforeAWrapDecrypts() async throws {
      let ssrc: UInt32 = 1_234
      let identity = RTPIdentity(payloadType: 100, ssrc: ssrc, timestampOffset: 0, sequenceOffset: 65_480)
      let timeline = Timeline()
      let producer = try Pipeline(
        parsing: PipelineString(
          "\(Pattern.live) ! vp8enc deadline=1 keyframe-max-dist=15 ! rtpvp8pay mtu=1200 pt=100 ssrc=\(ssrc)"
            + " seqnum-offset=\(identity.sequenceOffset) ! appsink name=sink sync=false"))
      let fanout = PacketFanout(payloadType: 100, playoutDelay: nil)
      let assembler = FrameAssembler(kind: .video)
      let element = try #require(producer.child(named: "sink"))
      AppSink(element: element).onSample { sample in
        let packet = sample.buffer.bytes(limit: 64)
        if let header = RTPHeader(packet), RTPKeyFrames.vp8(packet[header.length...])?.isKeyFrame == true {
          assembler.begin(isKeyFrame: true)
        }
        guard let frame = assembler.add(sample.buffer.stamped(timeline.now)) else { return }
        assembler.begin(isKeyFrame: false)
        _ = fanout.send(frame)
      }

      let sender = try PeerConnection(addresses: ["127.0.0.1"], timeline: timeline)
      let peer = try await TestPeer(codecs: [.vp8])
      let offer = try RemoteOffer(try await peer.offer())
      let selection = try #require(offer.selection(kind: .video, codecs: [.vp8]))
      try await sender.prepare()
      let track = try await sender.addTrack(
        TrackParameters(
          codec: .vp8, payloadType: selection.payloadType, ssrc: ssrc, profileLevelID: nil), mediaIndex: 0)
      try await sender.setRemoteDescription(
        SessionDescription(kind: .offer, sdp: offer.sanitized(keeping: [selection])))
      let answer = try await sender.setLocalDescription(try await sender.createAnswer())
      try await sender.play()
      let lost = Lost()
      try await peer.accept(answer)
      peer.lose { _ in lost.isBeforeWrap() }
      for await state in sender.states where state == .connected { break }

      let (subscription, _) = fanout.add(
        track.entrance, format: PacketFormat(payloadType: selection.payloadType, playoutDelayID: nil)
      ) {}
      producer.element.setState(.playing)
      #expect(await eventually { peer.frames >= 10 }, "\(lost.count) lost, \(peer.frames) decoded")
      #expect(lost.count == Lost.number)
      subscription.cancel()
      producer.stop()
      await sender.close()
      await peer.close()
    }

    @Test func allViewersBeginInTheLowerHalf() {
      let format = PacketFormat(payloadType: 96, playoutDelayID: nil)
      for number: UInt16 in [0, 1, 0x7FFF, 0x8000, 65_479, 65_535] {
        #expect(number &+ format.beginning(at: number).sequenceShift < 0x8000)
      }
      #expect(format.beginning(at: 5) == format)
    }
  }
}

/// The first packets, all of them before the numbers wrap.
private final class Lost: Sendable {
  /// The stream begins 56 before the wrap.
  static let number = 60
  private let seen = Mutex(0)

  var count: Int { seen.withLock { min($0, Self.number) } }

  func isBeforeWrap() -> Bool {
    seen.withLock { seen in
      seen += 1
      return seen <= Self.number
    }
  }
}

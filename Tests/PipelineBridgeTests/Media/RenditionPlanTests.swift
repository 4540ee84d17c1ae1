import Testing

@testable import PipelineBridge

@Suite struct RenditionPlanTests {
  private let rtp = RTPIdentity(payloadType: 96, ssrc: 7, timestampOffset: 8, sequenceOffset: 9)

  private func plan(_ format: StreamFormat, _ codec: Codec) -> RenditionPlan {
    RenditionPlan(
      format: format, codec: codec, encoder: EncoderCandidate.all(for: codec).last, bitrate: 1_000_000, rtp: rtp)
  }

  @Test func theSameCodecIsPassedOn() {
    let plan = plan(.encoded(.h264), .h264)
    #expect(plan.encoder == nil)
    #expect(!plan.launch.contains("decodebin") && !plan.launch.contains("enc "))
  }

  @Test func packetsOfTheSameCodecAreUnpackedFirst() {
    #expect(plan(.rtp(.encoded(.vp8)), .vp8).launch.contains("! rtpvp8depay ! rtpvp8pay"))
  }

  @Test func anotherCodecIsDecodedAndEncoded() {
    let plan = plan(.encoded(.h264), .vp8)
    #expect(plan.encoder == "vp8enc")
    #expect(plan.launch.contains("! decodebin !"))
  }

  @Test func rawFramesWaitNowhere() {
    let launch = plan(.rawVideo, .h264).launch
    #expect(launch.contains("max-buffers=1 leaky-type=downstream"))
    #expect(!launch.contains("decodebin"))
  }

  @Test func noSoundAndNoEncodedFrameIsDropped() {
    for launch in [plan(.rawAudio, .opus).launch, plan(.encoded(.h264), .h264).launch] {
      #expect(!launch.contains("leaky"))
    }
  }

  @Test func theBitrateIsInTheEncodersUnit() {
    #expect(plan(.rawVideo, .vp8).launch.contains("target-bitrate=1000000"))
    let x264 = EncoderCandidate.all(for: .h264).first { $0.factory == "x264enc" }
    #expect(x264?.launch(bitrate: 1_000_000).contains(" bitrate=1000 ") == true)
  }
}

import Testing

@testable import PipelineBridge

@Suite struct RenditionPlanTests {
  private let rtp = RTPIdentity(payloadType: 96, ssrc: 7, timestampOffset: 8, sequenceOffset: 9)

  private func plan(_ format: StreamFormat, _ codec: Codec, isPassedOn: Bool = false) -> RenditionPlan {
    RenditionPlan(
      format: format, codec: codec, encoder: isPassedOn ? nil : EncoderCandidate.all(for: codec).last,
      rateControl: .bitrate(1_000_000))
  }

  @Test func theSameCodecIsPassedOn() {
    let plan = plan(.encoded(.h264), .h264, isPassedOn: true)
    #expect(plan.encoder == nil)
    #expect(!plan.launch(rtp).contains("decodebin") && !plan.launch(rtp).contains("enc "))
  }

  @Test func packetsOfTheSameCodecAreUnpackedFirst() {
    #expect(plan(.rtp(.encoded(.vp8)), .vp8, isPassedOn: true).launch(rtp).contains("! rtpvp8depay ! rtpvp8pay"))
  }

  /// A payloader can repeat the parameter sets before each slice, which a parser would take for a new picture.
  @Test func packetsBecomeWholeAccessUnits() {
    let units = "! rtph264depay ! video/x-h264,stream-format=avc,alignment=au !"
    #expect(plan(.rtp(.encoded(.h264)), .h264, isPassedOn: true).launch(rtp).contains("\(units) h264parse"))
    #expect(plan(.rtp(.encoded(.h264)), .vp8).launch(rtp).contains("\(units) decodebin"))
    #expect(plan(.rtp(.decodable(.video, "H264 with B-frames")), .h264).launch(rtp).contains("\(units) decodebin"))
  }

  @Test func anotherCodecIsDecodedAndEncoded() {
    let plan = plan(.encoded(.h264), .vp8)
    #expect(plan.encoder == "vp8enc")
    #expect(
      plan.summary == "encoded anew as VP8 by vp8enc, once for all who need it: for viewers that do not take H264")
    #expect(plan.launch(rtp).contains("! decodebin !"))
  }

  @Test func rawFramesWaitNowhere() {
    let launch = plan(.rawVideo, .h264).launch(rtp)
    #expect(launch.contains("max-buffers=1 leaky-type=downstream"))
    #expect(!launch.contains("decodebin"))
    #expect(!launch.contains("queue"))
  }

  @Test func aDecodedFrameWaitsForTheEncoderOnlyUntilTheNextComes() {
    #expect(plan(.decodable(.video, "image/jpeg"), .h264).launch(rtp).contains("decodebin ! queue leaky=downstream"))
  }

  @Test(arguments: [Codec.h264, .vp8, .vp9, .av1])
  func noEncoderLooksAhead(codec: Codec) {
    // The defaults would wait for later frames. openh264enc has nothing that does.
    let settings = ["zerolatency", "b-frames=0", "max-bframes=0", "b_frames=0", "lag-in-frames=0", "openh264enc"]
    for candidate in EncoderCandidate.all(for: codec) {
      let launch = candidate.launch(.bitrate(1_000_000))
      let isSet = settings.contains { launch.contains($0) }
      #expect(isSet, "\(launch)")
    }
  }

  @Test func theRateControlsBufferHasRoomForAKeyFrame() {
    let x264 = EncoderCandidate.all(for: .h264).first { $0.factory == "x264enc" }
    #expect(x264?.launch(.bitrate(1_000_000), frameRate: 30).contains("vbv-buf-capacity=333 ") == true)
    #expect(x264?.launch(.bitrate(1_000_000), frameRate: 60).contains("vbv-buf-capacity=166 ") == true)
  }

  @Test func noSoundAndNoEncodedFrameIsDropped() {
    for launch in [plan(.rawAudio, .opus).launch(rtp), plan(.encoded(.h264), .h264, isPassedOn: true).launch(rtp)] {
      #expect(!launch.contains("leaky"))
    }
  }

  @Test func theBitrateIsInTheEncodersUnit() {
    #expect(plan(.rawVideo, .vp8).launch(rtp).contains("target-bitrate=1000000"))
    let x264 = EncoderCandidate.all(for: .h264).first { $0.factory == "x264enc" }
    #expect(x264?.launch(.bitrate(1_000_000)).contains(" bitrate=1000 ") == true)
  }

  @Test func constantQualityHasALimitWhereTheEncoderKnowsIt() {
    let control = RateControl.quality(bitrate: 1_000_000, limit: 4_000_000)
    let encoders = EncoderCandidate.all(for: .h264)
    let x264 = encoders.first { $0.factory == "x264enc" }?.launch(control)
    #expect(x264?.contains("pass=qual quantizer=21 ") == true && x264?.contains(" bitrate=4000 ") == true)
    #expect(encoders.first { $0.factory == "openh264enc" }?.launch(control).contains(" bitrate=1000000 ") == true)
    let vp8 = EncoderCandidate.all(for: .vp8).first
    #expect(vp8?.launch(control).contains("end-usage=cq ") == true)
    #expect(vp8?.launch(.bitrate(1_000_000)).contains("end-usage=cbr ") == true)
  }
}

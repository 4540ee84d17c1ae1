import CGStreamer
import Testing

@testable import PipelineBridge

@Suite struct PictureTests {
  private func traits(_ caps: String) throws -> PictureTraits {
    try GStreamer.initialize()
    var traits = PictureTraits()
    try #require(Caps(caps)?.first.map { traits.read($0) })
    return traits
  }

  private func plan(_ format: StreamFormat, _ codec: Codec, _ traits: PictureTraits) -> String {
    RenditionPlan(
      format: format, codec: codec, encoder: EncoderCandidate.all(for: codec).last, rateControl: .bitrate(1_000_000),
      pictures: traits
    ).launch(RTPIdentity(payloadType: 96, ssrc: 7, timestampOffset: 8, sequenceOffset: 9))
  }

  @Test func encodedPicturesThatBrowsersShowWrongAreNotPassedOn() throws {
    for caps in ["video/x-h264,interlace-mode=interleaved", "video/x-h264,pixel-aspect-ratio=(fraction)16/15"] {
      #expect(StreamFormat.encoded(.h264).with(try traits(caps)).codec == nil)
    }
    #expect(StreamFormat.rtp(.encoded(.vp8)).with(PictureTraits(orientation: .left)).codec == nil)
    let plain = try traits("video/x-h264,interlace-mode=progressive,pixel-aspect-ratio=1/1")
    #expect(StreamFormat.encoded(.h264).with(plain) == .encoded(.h264))
  }

  @Test func progressiveRawPicturesMeetNoDeinterlacer() throws {
    #expect(!plan(.rawVideo, .h264, try traits("video/x-raw,interlace-mode=progressive")).contains("deinterlace"))
    #expect(plan(.rawVideo, .h264, try traits("video/x-raw,interlace-mode=mixed")).contains("! deinterlace"))
  }

  @Test func picturesAreTurnedOnce() {
    #expect(plan(.rawVideo, .h264, PictureTraits(orientation: .left)).contains("! videoflip video-direction=90l !"))
    #expect(!plan(.rawVideo, .h264, PictureTraits()).contains("videoflip"))
  }

  @Test func vpxGetsNothingButI420() {
    for codec in [Codec.vp8, .vp9] { #expect(plan(.rawVideo, codec, PictureTraits()).contains(",format=I420 !")) }
  }

  @Test func bayerIsNoTaskForADecoder() {
    let launch = plan(.decodable(.video, "video/x-bayer"), .h264, PictureTraits())
    #expect(launch.contains("! bayer2rgb !") && !launch.contains("decodebin"))
  }

  @Test func surroundOpusIsDecoded() {
    #expect(StreamFormat(mediaType: "audio/x-opus", channels: 6) == .decodable(.audio, "surround Opus"))
    #expect(StreamFormat(mediaType: "audio/x-opus", channels: 2) == .encoded(.opus))
  }

  @Test func noClaimedSizeIsTooLarge() throws {
    try GStreamer.initialize()
    let caps = try #require(Caps("video/x-raw,width=2147483647,height=2147483647,framerate=2147483647/1"))
    #expect(
      RateControl.suiting(PictureSize(caps), staysOnHost: true) == .quality(bitrate: 40_000_000, limit: 60_000_000))
  }

  @Test func aSlowSourceIsNotBlurred() throws {
    try GStreamer.initialize()
    let slow = try #require(Caps("video/x-raw,width=1280,height=720,framerate=1/20"))
    let unknown = try #require(Caps("video/x-raw,width=1280,height=720,framerate=0/1"))
    let usual = RateControl.suiting(PictureSize(unknown), staysOnHost: false)
    #expect(usual == .quality(bitrate: 11_059_200, limit: 27_648_000))
    #expect(
      RateControl.suiting(PictureSize(slow), staysOnHost: false) == .quality(bitrate: 3_686_400, limit: 9_216_000))
  }

  @Test func anyAlternativeInSystemMemoryWillDo() throws {
    try GStreamer.initialize()
    #expect(Caps("video/x-raw(memory:DMABuf),format=DMA_DRM; video/x-raw")?.memoryFeature == nil)
    #expect(Caps("video/x-raw(memory:GLMemory),format=RGBA")?.memoryFeature == "memory:GLMemory")
  }

  @Test func capsThatChangeWithEachPictureDoNotReachTheEncoder() throws {
    try GStreamer.initialize()
    var gate = PictureGate()
    let start = ContinuousClock.now
    let buffer = Buffer(reference: MiniObjectReference(taking: gst_buffer_new()))
    var widths: [Int] = []
    for number in 0..<60 {
      let caps = try #require(Caps("video/x-raw,width=\(16 + number % 2)"))
      let sample = Sample(buffer: buffer, caps: caps, runningTime: ClockTime(number) * 33_000_000)
      let taken = gate.admit(sample, at: start + .milliseconds(33 * number))
      if let width = taken?.caps.first?.int("width") { widths.append(width) }
    }
    let changes = zip(widths, widths.dropFirst()).filter { $0 != $1 }.count
    #expect(changes > 0 && changes <= 11)
  }

  @Test func timesNeverGoBackAfterARepetition() throws {
    try GStreamer.initialize()
    var gate = PictureGate()
    let caps = try #require(Caps("video/x-raw"))
    let buffer = Buffer(reference: MiniObjectReference(taking: gst_buffer_new()))
    let times = [1_000_000_000, 990_000_000].map { time in
      gate.admit(Sample(buffer: buffer, caps: caps, runningTime: time), at: .now)?.runningTime
    }
    #expect(times == [1_000_000_000, 1_001_000_000])
  }
}

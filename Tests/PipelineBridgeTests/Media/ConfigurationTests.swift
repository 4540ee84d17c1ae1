import Testing

@testable import PipelineBridge

@Suite struct ConfigurationTests {
  @Test func codecsOfAStreamInOrder() {
    var configuration = Configuration()
    // AV1 comes last, on machines that have its payloader.
    let rest = Element.exists("rtpav1pay") ? [Codec.av1] : []
    #expect(configuration.codecs(for: .rawVideo) == [.h264, .vp8, .vp9] + rest)
    #expect(configuration.codecs(for: .encoded(.vp9)) == [.vp9, .h264, .vp8] + rest)
    #expect(configuration.codecs(for: .rtp(.encoded(.h264))) == [.h264, .vp8, .vp9] + rest)
    #expect(configuration.codecs(for: .encoded(.av1)) == rest + [.h264, .vp8, .vp9])
    #expect(configuration.codecs(for: .rawAudio) == [.opus])
    configuration.videoCodec = .vp8
    #expect(configuration.codecs(for: .rawVideo) == [.vp8, .h264, .vp9] + rest)
    #expect(configuration.codecs(for: .encoded(.h264)) == [.vp8, .h264, .vp9] + rest)
  }

  @Test(
    arguments: [
      ("video/x-raw", nil, nil, StreamFormat.rawVideo),
      ("video/x-h264", nil, nil, .encoded(.h264)),
      ("image/jpeg", nil, nil, .decodable(.video, "image/jpeg")),
      ("audio/x-opus", nil, nil, .encoded(.opus)),
      ("application/x-rtp", "H264", "video", .rtp(.encoded(.h264))),
      ("application/x-rtp", "JPEG", "video", .rtp(.decodable(.video, "JPEG"))),
    ] as [(String, String?, String?, StreamFormat)])
  func formats(name: String, encoding: String?, media: String?, format: StreamFormat) {
    #expect(StreamFormat(mediaType: name, encodingName: encoding, media: media) == format)
  }

  @Test(arguments: [
    ("video/x-vp9", "3"), ("video/x-h264", "high-4:4:4"), ("video/x-h264", "high-10"), ("video/x-av1", "high"),
  ])
  func aProfileThatBrowsersLackIsDecoded(name: String, profile: String) {
    #expect(StreamFormat(mediaType: name, profile: profile) == .decodable(.video, name))
  }

  @Test(arguments: ["text/x-raw", "application/x-rtp", "subpicture/x-dvd"])
  func whatIsNeitherPictureNorSound(name: String) {
    #expect(StreamFormat(mediaType: name) == nil)
  }
}

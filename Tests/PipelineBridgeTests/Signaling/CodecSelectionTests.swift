import Testing

@testable import PipelineBridge

@Suite struct CodecSelectionTests {
  /// An offer of one video section with these format lines.
  private func offer(_ formats: [(Int, String, String?)]) throws -> RemoteOffer {
    let lines = formats.flatMap { payloadType, map, fmtp in
      ["a=rtpmap:\(payloadType) \(map)"] + (fmtp.map { ["a=fmtp:\(payloadType) \($0)"] } ?? [])
    }
    let isAudio = formats[0].1.lowercased().hasPrefix("opus")
    return try RemoteOffer(
      """
      v=0
      a=group:BUNDLE 0
      m=\(isAudio ? "audio" : "video") 9 UDP/TLS/RTP/SAVPF \(formats.map { "\($0.0)" }.joined(separator: " "))
      a=mid:0
      a=ice-ufrag:abcd
      a=ice-pwd:abcdefghijklmnopqrstuv
      a=fingerprint:sha-256 \(Array(repeating: "0A", count: 32).joined(separator: ":"))
      a=setup:actpass
      a=rtcp-mux
      a=recvonly
      \(lines.joined(separator: "\n"))
      """)
  }

  /// Each row's profiles are offered in that order; the expected one must be chosen.
  @Test(arguments: [
    (["42001f", "42e01f", "4d001f"], "42e01f"),
    (["640c1f", "42e034", "42e01f"], "42e034"),
    (["42001f", "42c01f"], "42c01f"),
    (["42C01F", "42E01F"], "42E01F"),
    (["4d001f", "42001f"], "42001f"),
    (["64001f", "4d001f"], "4d001f"),
    (["f4001f", "64001f"], "64001f"),
    (["f4001f", "58001f"], nil),
    (["42e01", "42e01g", "42e01f0", "-2e01f"], nil),
  ])
  func h264Profile(offered: [String], chosen: String?) throws {
    let formats = offered.enumerated().map { index, profile in
      (96 + index, "H264/90000", Optional("profile-level-id=\(profile);packetization-mode=1"))
    }
    let selection = try offer(formats).selection(kind: .video, codecs: [.h264])
    #expect(selection?.fmtp["profile-level-id"] == chosen)
    #expect(selection?.payloadType == chosen.flatMap { offered.firstIndex(of: $0) }.map { 96 + $0 })
  }

  @Test(arguments: [
    ("H264/90000", "packetization-mode=1", Codec.h264, true),
    ("h264/90000", "Packetization-Mode=1; Profile-Level-Id=42e01f", .h264, true),
    ("H264/90000", "packetization-mode=0;profile-level-id=42e01f", .h264, false),
    ("H264/90000", "profile-level-id=42e01f", .h264, false),
    ("H264/48000", "packetization-mode=1", .h264, false),
    ("VP9/90000", "", .vp9, true),
    ("VP9/90000", "profile-id=0", .vp9, true),
    ("VP9/90000", "profile-id=2", .vp9, false),
    ("AV1/90000", "level-idx=5;profile=0;tier=0", .av1, true),
    ("AV1/90000", "profile=1", .av1, false),
    ("AV1/90000", "", .av1, true),
    ("VP8/90000", "max-fs=12288;max-fr=60", .vp8, true),
    ("VP8/90000", "", .vp9, false),
    ("opus/48000/2", "minptime=10;useinbandfec=1", .opus, true),
    ("OPUS/48000/2", "", .opus, true),
    ("opus/48000", "", .opus, false),
    ("opus/16000/2", "", .opus, false),
  ])
  func format(map: String, fmtp: String, codec: Codec, fits: Bool) throws {
    #expect(
      try (offer([(96, map, fmtp.isEmpty ? nil : fmtp)]).selection(kind: codec.kind, codecs: [codec]) != nil) == fits)
  }

  /// What a stream of a profile is sent as: the payload type is the index in the offer.
  @Test(arguments: [
    (H264Profile.high422, ["42e01f", "64001f", "f4001f"], "f4001f", true),
    (.high444Predictive, ["42e01f", "64001f"], "42e01f", false),
    (.high10, ["7a001f", "64001f"], "7a001f", true),
    (.high, ["42e01f", "4d001f", "f4001f"], "f4001f", true),
    (.high, ["f4001f", "640c1f", "42e01f"], "640c1f", true),
    (.main, ["42e01f", "f4001f"], "42e01f", false),
    (.constrainedBaseline, ["42e01f", "f4001f"], "42e01f", true),
  ])
  func h264IsPassedOnWhereItsProfileIsOffered(
    stream: H264Profile, offered: [String], chosen: String, isPassedOn: Bool
  ) throws {
    let formats = offered.enumerated().map { index, profile in
      (96 + index, "H264/90000", Optional("profile-level-id=\(profile);packetization-mode=1"))
    }
    let profile = StreamProfile(h264: stream)
    let selection = try offer(formats).selection(kind: .video, codecs: [.h264], profile: profile)
    #expect(selection?.fmtp["profile-level-id"] == chosen)
    #expect((selection?.hindrance(profile: profile) == nil) == isPassedOn)
  }

  @Test(arguments: [
    ("", H265Profile(), true),
    ("level-id=93;profile-id=1;tier-flag=0;tx-mode=SRST", H265Profile(level: 93), true),
    ("level-id=93;profile-id=1", H265Profile(level: 120), false),
    ("level-id=153;profile-id=1", H265Profile(isHighTier: true, level: 120), false),
    ("level-id=153;profile-id=1;tier-flag=1", H265Profile(isHighTier: true, level: 120), true),
    ("profile-id=1", H265Profile(number: 2), false),
    ("profile-id=2", H265Profile(number: 1), true),
    ("profile-id=2", H265Profile(number: 2), true),
    ("profile-id=2", H265Profile(number: 4), false),
    ("tx-mode=MRST", H265Profile(), false),
    ("level-id=x", H265Profile(), false),
  ])
  func h265IsChosenWhereItCanBePassedOn(fmtp: String, stream: H265Profile, fits: Bool) throws {
    let formats = [(100, "H265/90000", fmtp.isEmpty ? nil : fmtp), (96, "VP8/90000", nil)]
    let selection = try offer(formats)
      .selection(kind: .video, codecs: [.h265, .h264, .vp8], profile: StreamProfile(h265: stream))
    #expect(selection?.codec == (fits ? .h265 : .vp8))
  }

  @Test func vp9PrefersProfile0() throws {
    let offer = try offer([(98, "VP9/90000", "profile-id=2"), (100, "VP9/90000", nil)])
    #expect(offer.selection(kind: .video, codecs: [.vp9])?.payloadType == 100)
  }

  @Test func preferenceIsOurs() throws {
    let offer = try offer([(96, "VP8/90000", nil), (97, "VP9/90000", nil)])
    #expect(offer.selection(kind: .video, codecs: [.h264, .vp9, .vp8])?.codec == .vp9)
  }

  @Test(arguments: ["apt=96", "apt=97", "apt=99", "apt=-1", "apt=99999999999999999999", "apt", ""])
  func retransmission(fmtp: String) throws {
    let offer = try offer([(96, "VP8/90000", nil), (97, "rtx/90000", fmtp)])
    #expect(offer.selection(kind: .video, codecs: [.vp8])?.rtxPayloadType == (fmtp == "apt=96" ? 97 : nil))
  }
}

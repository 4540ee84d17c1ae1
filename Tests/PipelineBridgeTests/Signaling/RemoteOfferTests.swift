import Testing

@testable import PipelineBridge

@Suite struct RemoteOfferTests {
  @Test(arguments: [
    (Fixture.chromiumOffer, 108, 109, 111, false),
    (.firefoxOffer, 120, 124, 109, true),
    (.firefoxOfferMaxBundle, 120, 124, 109, true),
  ])
  func browsers(_ fixture: Fixture, video: Int, rtx: Int, audio: Int, isFirefox: Bool) throws {
    let offer = try RemoteOffer(fixture.text)
    // Both hide where they connect from.
    #expect(offer.origins == PeerOrigins(mayRefuseLoopback: isFirefox))
    #expect(offer.sections.map(\.mid) == Array(["0", "1", "2"].prefix(offer.sections.count)))
    #expect(offer.sections.allSatisfy { $0.isBundled })
    let selection = try #require(offer.selection(kind: .video, codecs: [.h264, .vp8, .vp9]))
    #expect(selection.codec == (isFirefox ? .vp8 : .h264))
    #expect(selection.payloadType == video)
    #expect(selection.rtxPayloadType == rtx)
    #expect(selection.mediaIndex == 0)
    #expect(offer.selection(kind: .audio, codecs: [.opus])?.payloadType == audio)
  }

  @Test func sectionOfChromium() throws {
    let offer = try RemoteOffer(Fixture.chromiumOffer.text)
    let video = offer.sections[0]
    #expect(video.kind == .video)
    #expect(video.direction == .recvonly)
    #expect(video.formats.count == 34)
    let h264 = try #require(video.format(payloadType: 108))
    #expect(h264.encodingName == "H264")
    #expect(h264.clockRate == 90_000)
    #expect(h264.feedback == ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"])
    #expect(
      h264.parameters == [
        "level-asymmetry-allowed": "1", "packetization-mode": "1", "profile-level-id": "42e01f",
      ])
    #expect(video.extensionIDs["http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"] == 5)
    #expect(offer.sections[1].format(payloadType: 111)?.channels == 2)
    #expect(offer.sections[2].kind == .application)
    #expect(offer.sections[2].sctpPort == 5000)
    #expect(offer.sections[2].maximumMessageSize == 262_144)
  }

  @Test func extensionThatIsOnlySentByThePeerIsNotOurs() throws {
    let text = Fixture.chromiumOffer.text.replacingLines("a=extmap:5 ", with: "a=extmap:5/sendonly urn:x")
    #expect(try RemoteOffer(text).sections[0].extensionIDs["urn:x"] == nil)
    #expect(try RemoteOffer(Fixture.firefoxOffer.text).sections[0].extensionIDs.values.sorted() == [3, 4, 5, 6, 7])
  }

  /// Without hardware it offers no H.265.
  @Test(arguments: Codec.allCases.filter { $0 != .h265 })
  func eachCodecOfChromium(_ codec: Codec) throws {
    let offer = try RemoteOffer(Fixture.chromiumOffer.text)
    let payloadTypes: [Codec: Int] = [.h264: 108, .vp8: 96, .vp9: 98, .av1: 45, .opus: 111]
    let selection = try #require(offer.selection(kind: codec.kind, codecs: [codec]))
    #expect(selection.payloadType == payloadTypes[codec])
    #expect(selection.codec == codec)
  }

  @Test func noSelection() throws {
    let offer = try RemoteOffer(Fixture.firefoxOffer.text)
    #expect(offer.selection(kind: .video, codecs: [.h264]) == nil)
    #expect(offer.selection(kind: .video, codecs: [.opus]) == nil)
    #expect(offer.selection(kind: .audio, codecs: []) == nil)
  }

  @Test func takesTheFirstSectionThatAsks() throws {
    let text = Fixture.chromiumOffer.text
    let sections = (0...2).map { text.section($0).joined(separator: "\r\n") + "\r\n" }
    let session = text.prefix(while: { _ in true }).split(separator: "m=", maxSplits: 1)[0]
      .replacing("BUNDLE 0 1 2", with: "BUNDLE 0 1 3")
    let second = sections[0].replacing("a=mid:0", with: "a=mid:3")
    for edit in ["a=sendonly", "a=inactive"] {
      let first = sections[0].replacing("a=recvonly", with: edit)
      let offer = try RemoteOffer(session + first + sections[1] + second)
      #expect(offer.selection(kind: .video, codecs: [.h264])?.mid == "3")
    }
    let rejected = sections[0].replacing("m=video 9", with: "m=video 0")
    let offer = try RemoteOffer(session.replacing("BUNDLE 0 1", with: "BUNDLE 1") + rejected + sections[1] + second)
    let selection = try #require(offer.selection(kind: .video, codecs: [.h264]))
    #expect(selection.mediaIndex == 2)
    let sanitized = offer.sanitized(keeping: [selection])
    #expect(sanitized.section(0)[0] == "m=video 0 UDP/TLS/RTP/SAVPF 96")
    #expect(sanitized.hasLine("a=group:BUNDLE 1 3"))
  }
}

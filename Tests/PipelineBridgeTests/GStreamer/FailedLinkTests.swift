import Testing

@testable import PipelineBridge

@Suite struct FailedLinkTests {
  private let sources = [
    FailedLink.Source(pad: "src_0", format: "audio/x-raw"), FailedLink.Source(pad: "src_1", format: "video/x-raw"),
  ]

  @Test(arguments: [
    (
      "failed delayed linking pad video_0 of GstURIDecodeBin named d to some pad of GstVideoConvert named c0",
      "d has no pad video_0: it has src_0 (audio/x-raw), src_1 (video/x-raw)\nWrite d.src_1, or d. for any that fits."
    ),
    (
      "failed delayed linking pad src_0 of GstURIDecodeBin named d to pad sink of GstVideoConvert named c0",
      "d.src_0 gives audio/x-raw, which c0 does not take: d has src_0 (audio/x-raw), src_1 (video/x-raw)"
    ),
    (
      "failed delayed linking some pad of GstURIDecodeBin named d to some pad of GstVideoConvert named c0",
      "d has nothing that c0 takes: it has src_0 (audio/x-raw), src_1 (video/x-raw)"
    ),
  ])
  func whatToWriteInstead(text: String, words: String) throws {
    #expect(try #require(FailedLink(text)).words(sources: sources) == words)
  }

  @Test func otherWarningsAreNone() {
    for text in ["", "linking ", "linking a to b", "something else"] { #expect(FailedLink(text) == nil) }
  }

  @Test(arguments: [
    ("src_0", ["src_%u"], true), ("video_0", ["src_%u"], false), ("video_0", ["audio_%u", "video_%u"], true),
    ("src", ["src"], true), ("srcx", ["src"], false),
  ])
  func namesOfPads(pad: String, templates: [String], isPossible: Bool) {
    #expect(FailedLink.isPossible(pad, templates: templates) == isPossible)
  }

  @Test func textsAreBounded() {
    let caps = String(repeating: "video/x-raw, format=(string)I420; ", count: 100)
    let text = BridgeError(.source, "a can't handle \(caps)\nsecond\n\(caps)\nfourth\n  bridge '\(caps)'").message
    let lines = text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].count <= 300 && lines[1] == "second")
    #expect(lines[2] == "  bridge '\(caps)'")
  }
}

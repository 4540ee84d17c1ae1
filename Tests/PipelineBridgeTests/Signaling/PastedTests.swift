import Foundation
import Testing

@testable import PipelineBridge

@Suite struct PastedTests {
  private let offer = Fixture.chromiumOffer.text

  @Test func rawInAnyDress() throws {
    let lines = offer.sdpLines
    let dresses = [
      offer, lines.joined(separator: "\n"), "\n\n  \t" + offer + "\n \n", lines.joined(separator: "\n\n"),
      lines.map { "    \($0)" }.joined(separator: "\n"), lines.joined(separator: "\r"), "\u{FEFF}" + offer,
    ]
    for dress in dresses {
      #expect(try SessionDescription(pasted: dress) == SessionDescription(kind: .offer, sdp: offer))
    }
  }

  @Test func deepJSON() {
    let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
    #expect(throws: SignalingError.self) {
      try SessionDescription(pasted: #"{"type":"offer","sdp":"v=0","more":\#(deep)}"#)
    }
  }

  @Test func kindOfRawText() throws {
    #expect(try SessionDescription(pasted: Fixture.firefoxOffer.text).kind == .offer)
    #expect(try SessionDescription(pasted: Fixture.chromiumAnswer.text).kind == .answer)
    #expect(try SessionDescription(pasted: Fixture.webrtcbinAnswer.text).kind == .answer)
  }

  @Test(arguments: ["offer", "answer"])
  func json(type: String) throws {
    let data = try JSONEncoder().encode(["type": type, "sdp": offer])
    let text = "\r\n " + String(decoding: data, as: UTF8.self) + "\n"
    let pasted = try SessionDescription(pasted: text)
    #expect(pasted.kind.rawValue == type)
    #expect(pasted.sdp == offer)
  }

  @Test(arguments: [
    ("", "nothing was pasted"), (" \r\n\t ", "nothing was pasted"), ("hello", "neither SDP"),
    ("{", "pasted JSON is not"), ("{}", "pasted JSON is not"), ("{\"type\":\"offer\"}", "pasted JSON is not"),
    ("{\"type\":1,\"sdp\":\"v=0\"}", "pasted JSON is not"),
    ("{\"type\":\"rollback\",\"sdp\":\"\"}", "has the type \"rollback\""),
    (String(repeating: "{", count: 100_000), "pasted JSON is not"),
    (String(repeating: "v=0", count: 100_000), "bytes, more than"),
  ])
  func malformed(text: String, words: String) throws {
    let error = try #require(signalingError { () throws(SignalingError) in try SessionDescription(pasted: text) })
    #expect(error.code == .malformed)
    #expect(error.detail.contains(words), "\(error)")
  }
}

import Foundation
import Testing

@testable import PipelineBridge

/// What people paste: a corpus made by `Tests/browser/pastes.py` from descriptions of Chromium and Firefox. The page
/// is held to the same one.
struct Paste: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  /// The fixture that it must be understood as, and its form.
  let source: Fixture?
  let form: PastedDescription.Form?
  /// A part of the reason for which it must be refused.
  let reason: String?

  var testDescription: String { name }

  static let all: [Paste] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    do {
      let data = try Data(contentsOf: folder.appending(path: "Fixtures/pastes.json"))
      return try JSONDecoder().decode([Paste].self, from: data)
    } catch {
      fatalError("no corpus of pastes: \(error)")
    }
  }()
}

@Suite struct PastesTests {
  @Test(arguments: Paste.all.filter { $0.source != nil })
  func understood(_ paste: Paste) throws {
    let source = try #require(paste.source)
    let pasted = try PastedDescription(paste.text)
    #expect(pasted.form == paste.form)
    #expect(pasted.description.kind.rawValue == (source.rawValue.contains("offer") ? "offer" : "answer"))
    #expect(pasted.description.sdp == source.text)
  }

  @Test(arguments: Paste.all.filter { $0.reason != nil })
  func refused(_ paste: Paste) throws {
    let error = try #require(signalingError { () throws(SignalingError) in try PastedDescription(paste.text) })
    #expect(error.detail.localizedCaseInsensitiveContains(paste.reason ?? ""), "\(error)")
    #expect(error.detail.utf8.count < 300)
  }
}

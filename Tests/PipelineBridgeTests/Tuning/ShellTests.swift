import Foundation
import Testing

@testable import PipelineBridge

/// A person copies the pipeline string with the values that others have set, and pastes it into a shell in quotes.
@Suite struct ShellTests {
  private static let pieces = [
    "'", "\"", "\\", "`", "$(touch pwned)", "${HOME}", "$x", "!", "!!", "\n", "\r\n", "\t", " ", "; touch pwned;", "&",
    "|", "#", "%s", "~", "*", "a", "ü", "日本", "\u{202e}", "\u{9b}31m", "\u{1b}]52;c;AAAA\u{7}", "\u{200b}", "\u{7f}",
    "\u{2028}", "\u{85}", "🙂", "e\u{301}", "(int)5", "<", ">", "=", "name=x", " ! filesink location=pwned ! ", "\\\"",
    "\\'", "\\012", "''", "'\\''", "\u{feff}", "0", "-", ",",
  ]

  private static func text(_ seed: UInt64) -> String {
    var random = Mutator(seed: seed)
    return (0..<Int.random(in: 0...8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }

  /// The texts, each as a pipeline string.
  private func pipelines(_ texts: [String]) -> [String] {
    let given = PipelineString("videotestsrc ! textoverlay name=o text=old ! identity")
    return texts.map { given.setting("text", of: "o", to: $0).description }
  }

  @Test(arguments: ["sh", "bash"]) func oneQuotedWordIsTheWholeText(shell: String) throws {
    let pipelines = pipelines(Self.pieces + (0..<UInt64(Scale.of(500, full: 20_000))).map(Self.text))
    for pipeline in pipelines {
      let isVisible = pipeline.unicodeScalars.allSatisfy { !"'`$".unicodeScalars.contains($0) && $0.value >= 0x20 }
      #expect(isVisible, "\(pipeline)")
    }
    let script = pipelines.map { "printf '%s\\0' '\($0)'\n" }.joined()
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [shell]
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    let writer = Thread {
      try? input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
      try? input.fileHandleForWriting.close()
    }
    writer.start()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let words = printed.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    #expect(words == pipelines)
    #expect(process.terminationStatus == 0)
  }

  @Test func gstLaunchReadsEveryText() throws {
    let texts = Self.pieces + (0..<UInt64(Scale.of(500, full: 20_000))).map(Self.text)
    for (text, pipeline) in zip(texts, pipelines(texts)) {
      let parsed = try Pipeline(parsing: PipelineString(pipeline))
      #expect(parsed.userElements.count == 3, "\(pipeline)")
      #expect(parsed.child(named: "o")?.reference.text("text") == text, "\(pipeline)")
      parsed.stop()
    }
  }

  @Test func noTextHasANull() throws {
    let text = try #require(try Element("textoverlay").tunableProperties.first { $0.name == "text" })
    #expect(throws: BridgeError.self) { try text.text(for: .string("a\0b")) }
  }
}

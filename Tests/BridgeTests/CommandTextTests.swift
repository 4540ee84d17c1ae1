import Testing

@testable import bridge

@Suite struct CommandTextTests {
  @Test(arguments: [
    ("plain\ttext\nnext ä", "plain\ttext\nnext ä"),
    ("\u{1b}]52;c;cm0gKgo=\u{7}", "\u{fffd}]52;c;cm0gKgo=\u{fffd}"),
    ("\u{9b}2J\u{7f}\r", "\u{fffd}2J\u{fffd}\u{fffd}"),
    ("a\r\nb\rc\r", "a\r\nb\u{fffd}c\u{fffd}"),
    ("\u{202e}gpj\u{202c}\u{2066}\u{2069}", "\u{fffd}gpj\u{fffd}\u{fffd}\u{fffd}"),
    ("\u{200e}a\u{200f}b\u{61c}", "\u{fffd}a\u{fffd}b\u{fffd}"),
    ("a\u{2028}bridge: b\u{2029}c", "a\u{fffd}bridge: b\u{fffd}c"),
    ("\u{85}a\u{b}b\u{c}c\u{0}", "\u{fffd}a\u{fffd}b\u{fffd}c\u{fffd}"),
    ("日本語 👩‍👩‍👧 ﷽", "日本語 👩‍👩‍👧 ﷽"),
  ])
  func controlCharactersAreNotWritten(text: String, printable: String) {
    #expect(PrintableText.printable(text) == printable)
  }

  /// No text can pass for a message of its own.
  @Test(arguments: [
    ("a\nbridge: b\r\nbridge: c", "a\n  bridge: b\r\n  bridge: c", "a bridge: b bridge: c"),
    ("a\n\u{301}b\n", "a\n  \u{301}b\n  ", "a \u{301}b "),
  ])
  func lineBreaksOfStrangers(text: String, indented: String, line: String) {
    #expect(PrintableText.indented(text) == indented)
    #expect(PrintableText.line(text) == line)
  }

  @Test(arguments: [
    (["gst-launch-1.0", "-e", "-v", "videotestsrc", "!", "a"], ["gst-launch-1.0", "videotestsrc", "!", "a"]),
    (["--loop", "/usr/bin/gst-launch-1.0", "-v", "b"], ["--loop", "/usr/bin/gst-launch-1.0", "b"]),
    (["--", "gst-launch-1.0", "-v"], ["--", "gst-launch-1.0", "-v"]),
    (["videotestsrc", "--loop"], ["videotestsrc", "--loop"]),
  ])
  func optionsOfAPastedCommand(arguments: [String], result: [String]) {
    #expect(BridgeCommand.withoutLaunchOptions(arguments) == result)
  }
}

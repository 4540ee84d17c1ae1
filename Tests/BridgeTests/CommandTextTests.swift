import Testing

@testable import bridge

@Suite struct CommandTextTests {
  @Test(arguments: [
    ("plain\ttext\nnext ä", "plain\ttext\nnext ä"),
    ("\u{1b}]52;c;cm0gKgo=\u{7}", "\u{fffd}]52;c;cm0gKgo=\u{fffd}"),
    ("\u{9b}2J\u{7f}\r", "\u{fffd}2J\u{fffd}\u{fffd}"),
  ])
  func controlCharactersAreNotWritten(text: String, printable: String) {
    #expect(PrintableText.printable(text) == printable)
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

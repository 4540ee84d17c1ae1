import CTerminal
import Foundation

/// The terminal on standard input, in raw mode with bracketed paste: see `terminal.h`.
struct Terminal {
  static var isPresent: Bool { isatty(STDIN_FILENO) == 1 }

  /// Whether standard error is shown on a terminal, so that a line can be written over.
  let hasScreen = isatty(STDERR_FILENO) == 1

  /// Changes the terminal until `restore()`.
  init() { _ = terminal_open(STDIN_FILENO, STDERR_FILENO) }

  func restore() {
    StandardErrorLog.setFooter("")
    StandardErrorLog.settle()
    terminal_close()
  }

  /// Keeps a line at the bottom, cut to the terminal's width.
  func showStatus(_ line: String) {
    guard hasScreen else { return }
    StandardErrorLog.setFooter(String(line.prefix(Int(terminal_columns(STDERR_FILENO)) - 1)))
  }

  /// Puts a text on the clipboard of the person's own machine, also over ssh, where the terminal allows it: OSC 52 of
  /// xterm's control sequences. Terminals answer nothing, so nobody knows.
  /// - Returns: whether the terminal was asked.
  func copy(_ text: String) -> Bool {
    let kind = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
    // These would show it.
    guard hasScreen, kind != "dumb", kind != "linux", !kind.hasPrefix("screen") || isTmux else { return false }
    StandardErrorLog.copy(text)
    return true
  }

  private var isTmux: Bool { ProcessInfo.processInfo.environment["TMUX"] != nil }
}

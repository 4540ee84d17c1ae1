import Foundation
import Synchronization

/// The terminal on standard input, without its line editing: a line of any length arrives whole, and a paste can be
/// told from typing. Ctrl-C and Ctrl-Z work as ever.
final class Terminal: Sendable {
  private let original: termios

  static var isPresent: Bool { isatty(STDIN_FILENO) == 1 }

  /// Changes the terminal until `restore()`.
  init() {
    var settings = termios()
    tcgetattr(STDIN_FILENO, &settings)
    original = settings
    apply()
  }

  func apply() {
    var settings = original
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    settings.c_iflag &= ~tcflag_t(ICRNL | IXON)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    FileHandle.standardError.write(Data("\u{1b}[?2004h".utf8))
  }

  func restore() {
    var settings = original
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    FileHandle.standardError.write(Data("\u{1b}[?2004l".utf8))
  }
}

/// What arrives on standard input, piece by piece. Read on a thread of its own, which ends with the program.
enum StandardInput {
  static func chunks() -> AsyncStream<[UInt8]> {
    let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
    let thread = Thread {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        if count > 0 {
          continuation.yield(Array(buffer[..<count]))
        } else if count == 0 || errno != EINTR {
          break
        }
      }
      continuation.finish()
    }
    thread.name = "stdin"
    thread.start()
    return stream
  }

  /// Everything up to the end, at most 1 MiB.
  static func all() async -> String {
    var bytes: [UInt8] = []
    for await chunk in chunks() {
      bytes += chunk
      if bytes.count > 1 << 20 { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

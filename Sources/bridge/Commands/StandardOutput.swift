import Foundation

/// What a script wants, at once: standard output is not a terminal there and would be held back by a buffer.
enum StandardOutput {
  static func write(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}

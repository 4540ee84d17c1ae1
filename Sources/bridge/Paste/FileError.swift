import Foundation

/// A file, or a standard stream, that cannot be read or written.
struct FileError: Error, CustomStringConvertible {
  let path: String
  let reason: String
  var hint = ""

  var description: String { "\(path): \(reason)\(hint)" }
}

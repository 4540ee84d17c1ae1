#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a path leads to, links followed.
enum PathKind: Sendable, Equatable {
  /// A file that plays, or that GStreamer has to find out about.
  case file
  /// A file that holds one picture, with the element that decodes it.
  case stillPicture(decoder: String)
  /// A character device of video4linux (major number 81).
  case camera
  case folder
  /// Another device, a socket, a pipe.
  case other

  /// Looks at a path; `nil` when it leads nowhere.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(mode: status.st_mode, device: UInt64(status.st_rdev))
    if self == .file, let decoder = StillPicture.decoder(forFileAt: path) { self = .stillPicture(decoder: decoder) }
  }

  /// - Parameters:
  ///   - mode: `st_mode`.
  ///   - device: `st_rdev`.
  init(mode: mode_t, device: UInt64) {
    switch mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    case S_IFCHR where Self.major(device) == 81: self = .camera
    default: self = .other
    }
  }

  /// `major(3)`, which is a macro.
  private static func major(_ device: UInt64) -> UInt64 {
    ((device >> 8) & 0xfff) | ((device >> 32) & ~0xfff)
  }
}

import Foundation

/// Where a description goes: a file, a named pipe or standard output.
enum OutputFile {
  case standardOutput
  case path(String)

  /// Writes a text, and a line end where it has none. Waits, at a named pipe, for its reader.
  /// - Parameter limit: how long to wait. By default until the task is cancelled.
  /// - Throws: `FileError`, `CancellationError`.
  func write(_ text: String, within limit: Duration? = nil) async throws {
    let text = PrintableText.printable(text)
    let bytes = Array(text.utf8) + (text.utf8.last == 0x0a ? [] : [0x0a])
    let (done, continuation) = AsyncThrowingStream.makeStream(of: Void.self)
    FileThread.start("output", path: name, finishing: continuation) {
      let descriptor = try open()
      defer { if descriptor != STDOUT_FILENO { close(descriptor) } }
      try Descriptor.write(bytes, to: descriptor)
    }
    let timer = limit.map { limit in
      Task {
        try await Task.sleep(for: limit)
        continuation.finish(throwing: FileError(path: name, reason: "nobody reads it"))
      }
    }
    defer { timer?.cancel() }
    for try await _ in done {}
    try Task.checkCancellation()
  }

  private var name: String {
    switch self {
    case .standardOutput: "standard output"
    case .path(let path): path
    }
  }

  /// Waits, at a named pipe, for its reader.
  private func open() throws -> CInt {
    guard case .path(let path) = self else { return STDOUT_FILENO }
    let trusted = Self.owners(ofFolderAround: path)
    func isTrusted(_ file: stat) -> Bool { trusted?.contains(file.st_uid) ?? true }
    var file = stat()
    let exists = lstat(path, &file) == 0
    guard !exists || isTrusted(file) else { throw FileError(path: path, reason: Self.foreign) }
    // The sticky bit keeps others from replacing it.
    let isOwnLink = exists && file.st_mode & S_IFMT == S_IFLNK
    let isGuarded = trusted != nil && !isOwnLink
    let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (isGuarded ? O_NOFOLLOW : 0), 0o600)
    guard descriptor >= 0 else { throw FileError(path: path, reason: String(cString: strerror(errno))) }
    guard fstat(descriptor, &file) == 0, !isGuarded || isTrusted(file) else {
      close(descriptor)
      throw FileError(path: path, reason: Self.foreign)
    }
    // Not by O_TRUNC, before the owner is checked.
    if file.st_mode & S_IFMT == S_IFREG { ftruncate(descriptor, 0) }
    return descriptor
  }

  private static let foreign = "belongs to another user; choose a folder of your own"

  /// The owners whose files and links are written to in a world-writable sticky folder such as /tmp: this user and the
  /// folder's owner. Linux applies the same rule with `fs.protected_symlinks` and `fs.protected_regular`.
  /// - Returns: `nil` for any other folder.
  private static func owners(ofFolderAround path: String) -> Set<uid_t>? {
    let folder = (path as NSString).deletingLastPathComponent
    var status = stat()
    guard stat(folder.isEmpty ? "." : folder, &status) == 0, status.st_mode & S_ISVTX != 0,
      status.st_mode & S_IWOTH != 0
    else { return nil }
    return [geteuid(), status.st_uid]
  }
}

import Foundation

/// What arrives on a file, a named pipe or standard input. Read on a thread of its own, which ends with the program.
enum InputFile {
  case standardInput
  case path(String)

  /// More than any description has.
  private static let limit = 1 << 20

  /// The input piece by piece. Reading stops after about `limit` bytes, and when the stream is released.
  func chunks(limit: Int = .max) -> AsyncThrowingStream<[UInt8], any Error> {
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: [UInt8].self)
    FileThread.start("input", path: name, finishing: continuation) {
      let descriptor = try open()
      defer { if descriptor != STDIN_FILENO { close(descriptor) } }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      var rest = limit
      while rest > 0, case let count = try Descriptor.read(into: &buffer, from: descriptor), count > 0 {
        rest -= count
        if case .terminated = continuation.yield(Array(buffer[..<count])) { break }
      }
    }
    return stream
  }

  /// Everything up to the end, at most about 1 MiB. A longer input is no description and may be endless.
  func text() async throws -> String {
    var bytes: [UInt8] = []
    for try await chunk in chunks(limit: Self.limit) { bytes += chunk }
    try Task.checkCancellation()
    return String(decoding: bytes, as: UTF8.self)
  }

  private var name: String {
    switch self {
    case .standardInput: "standard input"
    case .path(let path): path
    }
  }

  /// Waits, at a named pipe, for its writer.
  private func open() throws -> CInt {
    guard case .path(let path) = self else { return STDIN_FILENO }
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor < 0 else { return descriptor }
    let hint = errno == ENOENT ? "; to wait for a writer, make it with mkfifo" : ""
    throw FileError(path: path, reason: String(cString: strerror(errno)), hint: hint)
  }
}

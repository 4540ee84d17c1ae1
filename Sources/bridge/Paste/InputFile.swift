import Foundation

/// What arrives on a file, a named pipe or standard input. Read on a thread of its own, which ends with the program.
enum InputFile {
  case standardInput
  case path(String)

  /// More than any description has.
  private static let limit = 1 << 20

  /// Piece by piece.
  func chunks() -> AsyncThrowingStream<[UInt8], any Error> {
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: [UInt8].self)
    let thread = Thread {
      do {
        let descriptor = try open()
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
          let count = read(descriptor, &buffer, buffer.count)
          if count > 0 {
            continuation.yield(Array(buffer[..<count]))
          } else if count == 0 || errno != EINTR {
            break
          }
        }
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    thread.name = "input"
    thread.start()
    return stream
  }

  /// Everything up to the end, at most 1 MiB.
  func text() async throws -> String {
    var bytes: [UInt8] = []
    for try await chunk in chunks() {
      bytes += chunk
      if bytes.count > Self.limit { break }
    }
    try Task.checkCancellation()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Waits, at a named pipe, for its writer.
  private func open() throws -> CInt {
    guard case .path(let path) = self else { return STDIN_FILENO }
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, reason: String(cString: strerror(errno)), isInput: true) }
    return descriptor
  }
}

/// Where a script wants a description: a file, a named pipe or standard output.
enum OutputFile {
  case standardOutput
  case path(String)

  /// Writes a text and a line end. Waits, at a named pipe, for its reader.
  func write(_ text: String) async throws {
    guard case .path(let path) = self else { return StandardOutput.write(text) }
    let (done, continuation) = AsyncThrowingStream.makeStream(of: Void.self)
    let thread = Thread {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        let reason = String(cString: strerror(errno))
        return continuation.finish(throwing: FileError(path: path, reason: reason, isInput: false))
      }
      FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(Data((text + "\n").utf8))
      continuation.finish()
    }
    thread.name = "output"
    thread.start()
    for try await _ in done {}
    try Task.checkCancellation()
  }
}

struct FileError: Error, CustomStringConvertible {
  let path: String
  let reason: String
  let isInput: Bool

  var description: String { "\(path): \(reason)" + (isInput ? "; to wait for a writer, make it with mkfifo" : "") }
}

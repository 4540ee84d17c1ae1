import Foundation

/// Reads and writes on blocking and non-blocking descriptors. Both block until the other side is ready.
enum Descriptor {
  struct Failure: Error {
    /// The value of `errno`.
    let code: CInt
    /// Bytes written before the failure.
    var written = 0

    var reason: String { String(cString: strerror(code)) }
  }

  /// Writes all bytes.
  static func write(_ bytes: [UInt8], to descriptor: CInt) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
        return Foundation.write(descriptor, rest.baseAddress, rest.count)
      }
      if count > 0 {
        written += count
      } else if count == 0 {
        throw Failure(code: EIO, written: written)
      } else if !waits(descriptor, for: POLLOUT, after: errno) {
        throw Failure(code: errno, written: written)
      }
    }
  }

  /// Reads at most `buffer.count` bytes.
  /// - Returns: the number of bytes; 0 at the end.
  static func read(into buffer: inout [UInt8], from descriptor: CInt) throws(Failure) -> Int {
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count >= 0 { return count }
      guard waits(descriptor, for: POLLIN, after: errno) else { throw Failure(code: errno) }
    }
  }

  /// Blocks until a call that failed with EAGAIN can succeed.
  /// - Returns: whether to repeat the call. Leaves `errno` as it is otherwise.
  private static func waits(_ descriptor: CInt, for events: CInt, after error: CInt) -> Bool {
    if error == EINTR { return true }
    // Another program that shares a terminal or pipe may have made it non-blocking.
    guard error == EAGAIN || error == EWOULDBLOCK else { return false }
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    _ = poll(&entry, 1, -1)
    return true
  }
}

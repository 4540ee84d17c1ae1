import Foundation

/// Standard input, output and error as a program may find them: closed, or a pipe that nobody reads.
enum StandardStreams {
  /// To be called before anything is opened.
  static func prepare() {
    // A write to a pipe without a reader, or beyond the limit of a file's size, then fails, which its caller handles.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    holdPlace(of: STDIN_FILENO, flags: O_WRONLY)
    holdPlace(of: STDOUT_FILENO, flags: O_RDONLY)
    holdPlace(of: STDERR_FILENO, flags: O_RDONLY)
  }

  /// Keeps the number of a closed stream from the next file or socket that is opened, into which texts would be written.
  /// Reads and writes fail with EBADF as before.
  private static func holdPlace(of descriptor: CInt, flags: CInt) {
    guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { return }
    // The lowest free number.
    _ = open("/dev/null", flags)
  }
}

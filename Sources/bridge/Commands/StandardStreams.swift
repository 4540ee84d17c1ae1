import Foundation

/// Makes standard input, output and error safe to use where they are closed, or have no reader.
enum StandardStreams {
  /// To be called before anything is opened.
  static func prepare() {
    // Writes to a pipe without a reader, or beyond RLIMIT_FSIZE, then fail instead of ending the process.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    holdPlace(of: STDIN_FILENO, flags: O_WRONLY)
    holdPlace(of: STDOUT_FILENO, flags: O_RDONLY)
    holdPlace(of: STDERR_FILENO, flags: O_RDONLY)
  }

  /// Occupies the descriptor of a closed stream. The next file or socket would get it otherwise, and the texts with it.
  /// Reads and writes still fail with EBADF.
  private static func holdPlace(of descriptor: CInt, flags: CInt) {
    guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { return }
    // The lowest free number.
    _ = open("/dev/null", flags)
  }
}

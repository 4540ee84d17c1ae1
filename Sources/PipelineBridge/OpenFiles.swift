import Foundation

/// The limit of open files. A viewer takes a dozen descriptors, and a library that gets none ends the program.
enum OpenFiles {
  /// Takes as many as the system lets this user have (`RLIMIT_NOFILE`).
  static func raiseLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

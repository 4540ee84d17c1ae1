import Foundation

/// The descriptors of the process. GLib ends the program when it gets none, so viewers are refused and connections
/// limited while some are left.
package enum OpenFiles {
  /// Raises the limit (`RLIMIT_NOFILE`) to what the system lets this user have.
  /// - Parameter spare: how many are needed beside those of any program.
  /// - Throws: `BridgeError` when that is too few.
  package static func prepare(spare: Int) throws {
    let minimum = base + spare
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return }
    // Some systems allow a billion, for which programs then make tables.
    let wanted = max(limit.rlim_cur, min(limit.rlim_max, 65_536))
    if wanted != limit.rlim_cur {
      limit.rlim_cur = wanted
      setrlimit(resource, &limit)
    }
    guard self.limit >= minimum else {
      throw BridgeError(
        .resources,
        "\(self.limit) open files are too few, at least \(minimum) are needed: raise the limit with ulimit -n 1024, or "
          + "LimitNOFILE= of a systemd unit")
    }
  }

  package static var limit: Int {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 1_024 }
    return Int(clamping: limit.rlim_cur)
  }

  /// Descriptors that can be opened still; `nil` where the system does not tell.
  static var free: Int? {
    guard let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count else { return nil }
    return limit - open
  }

  /// Descriptors of a program without connections and viewers: SwiftNIO has three for each core.
  package static var base: Int { 48 + 3 * ProcessInfo.processInfo.activeProcessorCount }

  #if canImport(Glibc)
    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
  #else
    private static var resource: Int32 { RLIMIT_NOFILE }
  #endif
}

import CGStreamer
import CSRTPCrypto

/// The GStreamer that this process runs on.
public enum GStreamer {
  /// Initialises GStreamer (`gst_init_check`) once for the process; later calls cost nothing. Any thread.
  /// - Throws: `BridgeError` when GStreamer cannot be initialised (a broken installation or registry).
  static func initialize() throws { _ = try initialization.get() }

  /// Whether SRTP uses OpenSSL's AES and SHA-1. Where libsrtp refuses them its own stay, at a higher price.
  static var encryptsWithOpenSSL: Bool { (try? initialization.get()) ?? false }

  private static let initialization: Result<Bool, BridgeError> = {
    var error: UnsafeMutablePointer<GError>?
    // Or each plugin that is loaded would take away the handler of SIGSEGV that a program has.
    gst_segtrap_set_enabled(0)
    guard gst_init_check(nil, nil, &error) != 0 else {
      return .failure(BridgeError(.gstreamer, "GStreamer cannot be initialised: \(takeMessage(of: error))"))
    }
    return .success(srtp_crypto_use_openssl())
  }()

  /// The version of the GStreamer that is installed, such as `GStreamer 1.22.0`.
  public static var version: String { takeString(gst_version_string()) ?? "GStreamer" }

  /// Blocks the calling thread for so many nanoseconds.
  static func sleep(_ nanoseconds: ClockTime) { g_usleep(gulong(nanoseconds / 1_000)) }

  /// The one clock of all pipelines: the system's monotonic clock (`gst_system_clock_obtain`).
  static func clock() -> Clock { Clock(reference: ObjectReference(taking: gst_system_clock_obtain())) }
}

/// A clock (`GstClock`).
struct Clock: Sendable {
  let reference: ObjectReference
  var pointer: UnsafeMutablePointer<GstClock> { reference.typed() }

  /// Nanoseconds since an arbitrary start.
  var time: ClockTime { gst_clock_get_time(pointer) }
}

/// Copies and frees a string that GLib handed over.
func takeString(_ string: UnsafeMutablePointer<CChar>?) -> String? {
  guard let string else { return nil }
  defer { g_free(string) }
  return String(cString: string)
}

/// The message of a `GError`, which is freed.
func takeMessage(of error: UnsafeMutablePointer<GError>?) -> String {
  guard let error else { return "unknown error" }
  defer { g_error_free(error) }
  return String(cString: error.pointee.message)
}

import CGStreamer
import Foundation

/// Messages of GLib, GStreamer and libnice. GLib's default writer blocks the thread that logs while standard error is full.
enum GLibLog {
  /// Redirects them to `StandardErrorLog`. To be called once in a process.
  static func adopt() {
    g_log_set_writer_func(
      { level, fields, count, data in
        // Shown only where G_MESSAGES_DEBUG asks for them.
        guard level.rawValue & (G_LOG_LEVEL_DEBUG.rawValue | G_LOG_LEVEL_INFO.rawValue) == 0 else {
          return g_log_writer_default(level, fields, count, data)
        }
        guard let text = g_log_writer_format_fields(level, fields, count, 0) else { return G_LOG_WRITER_UNHANDLED }
        defer { g_free(text) }
        StandardErrorLog.write(PrintableText.indented(String(cString: text).trimmingPrefix("\n")))
        // GLib aborts next.
        if level.rawValue & G_LOG_FLAG_FATAL.rawValue != 0 { StandardErrorLog.finish() }
        return G_LOG_WRITER_HANDLED
      }, nil, nil)
    g_set_printerr_handler { text in
      guard let text else { return }
      StandardErrorLog.write(PrintableText.indented(String(cString: text).trimmingCharacters(in: .newlines)))
      // `g_assert` reports a failure this way and aborts next.
      StandardErrorLog.settle()
    }
  }
}

import CGStreamer
import Foundation

/// The messages of GLib, GStreamer and libnice, which by themselves write to standard error and wait for its reader on
/// whatever thread they are.
enum GLibLog {
  /// Sends them to `StandardErrorLog`. Once in a process.
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
        // GLib ends the process next.
        if level.rawValue & G_LOG_FLAG_FATAL.rawValue != 0 { StandardErrorLog.finish() }
        return G_LOG_WRITER_HANDLED
      }, nil, nil)
    g_set_printerr_handler { text in
      guard let text else { return }
      StandardErrorLog.write(PrintableText.indented(String(cString: text).trimmingCharacters(in: .newlines)))
      // An assertion that fails is told so, and ends the process next.
      StandardErrorLog.settle()
    }
  }
}

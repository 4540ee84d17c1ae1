import Foundation

/// The person's browser.
enum Browser {
  /// Opens an address with `xdg-open` (`open` on macOS), and does not wait for it.
  static func open(_ address: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    #if os(macOS)
      process.arguments = ["open", address]
    #else
      process.arguments = ["xdg-open", address]
    #endif
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      StandardErrorLog.write("bridge: no browser can be opened; open the address yourself")
    }
  }
}

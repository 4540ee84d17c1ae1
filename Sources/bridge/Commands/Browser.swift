import Foundation

/// The person's browser.
enum Browser {
  /// Opens an address with `xdg-open` (`open` on macOS), and does not wait for it.
  /// - Parameter isSecret: whether there is a token in it. Other users can read a command line, so the browser is then
  ///   given a file that only this user can read, and that leads there.
  static func open(_ address: String, isSecret: Bool) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    #if os(macOS)
      let command = "open"
    #else
      let command = "xdg-open"
    #endif
    do {
      process.arguments = [command, isSecret ? try signpost(to: address) : address]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
    } catch {
      StandardErrorLog.write("bridge: no browser can be opened; open the address yourself")
    }
  }

  private static let signpostLife = DispatchTimeInterval.seconds(60)

  private static func signpost(to address: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "bridge-\(UUID().uuidString).html").path
    let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let page = "<!doctype html><meta http-equiv=\"refresh\" content=\"0; url=\(address)\">\n"
    try file.write(contentsOf: Data(page.utf8))
    DispatchQueue.global().asyncAfter(deadline: .now() + signpostLife) { unlink(path) }
    return path
  }
}

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
      if isSecret {
        try openSignpost(to: address, with: command, process)
      } else {
        process.arguments = [command, address]
        try process.run()
      }
    } catch {
      StandardErrorLog.report("no browser can be opened; open the address yourself")
    }
  }

  private static let signpostLife = DispatchTimeInterval.seconds(60)

  /// The shell removes the file when its input ends: after a minute, or with this process, however that ends.
  private static let script = #""$1" "$2" </dev/null & trap '' INT HUP TERM; read -r _; rm -f -- "$2""#

  private static func openSignpost(to address: String, with command: String, _ process: Process) throws {
    let path = try signpost(to: address)
    let life = Pipe()
    process.arguments = ["sh", "-c", script, "sh", command, path]
    process.standardInput = life
    do {
      try process.run()
    } catch {
      unlink(path)
      throw error
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + signpostLife) { try? life.fileHandleForWriting.close() }
  }

  private static func signpost(to address: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "bridge-\(UUID().uuidString).html").path
    let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let page = "<!doctype html><meta http-equiv=\"refresh\" content=\"0; url=\(address)\">\n"
    do {
      try file.write(contentsOf: Data(page.utf8))
    } catch {
      unlink(path)
      throw error
    }
    return path
  }
}

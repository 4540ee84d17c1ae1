import ArgumentParser
import Foundation
import Logging
import PipelineBridge

@main
struct BridgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge",
    abstract: "Show a GStreamer pipeline live in a browser on this machine, over WebRTC.",
    usage: "bridge [serve] PIPELINE… [options]\nbridge paste PIPELINE… [options]",
    discussion: """
      EXAMPLES:
        bridge                               the first camera, else a test picture
        bridge test                          a test picture
        bridge holiday.mp4                   a file, with its sound
        bridge rtsp://camera.local/stream    a network camera, passed on as it is
        bridge /dev/video2                   a camera
        bridge paste test                    by copy and paste, without a server
        bridge videotestsrc pattern=snow ! videoflip video-direction=90r
                                             words, as gst-launch-1.0 takes them
        bridge 'v4l2src ! videoconvert ! facedetect ! videoconvert'
                                             a camera with faces marked

      Open the printed address. By default media stays on this machine: no STUN, no TURN, no account.
      """,
    version: "bridge 0.1.0 (\(GStreamer.version))",
    subcommands: [ServeCommand.self, PasteCommand.self],
    defaultSubcommand: ServeCommand.self)

  /// ArgumentParser's `main`, except that texts go through our own writers.
  static func main() async {
    StandardStreams.prepare()
    LoggingSystem.bootstrap(StandardErrorLog.init)
    GLibLog.adopt()
    var code = ExitCode.success
    do {
      var command = try await asyncParseAsRoot(withoutLaunchOptions(Array(CommandLine.arguments.dropFirst())))
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch {
      code = await report(error)
    }
    StandardErrorLog.finish()
    Foundation.exit(code.rawValue)
  }

  /// Prints a help text on standard output, or a usage error on standard error.
  private static func report(_ error: any Error) async -> ExitCode {
    let code = exitCode(for: error)
    let text = fullMessage(for: error)
    guard !text.isEmpty else { return code }
    guard code == .success else {
      StandardErrorLog.write(text)
      return code
    }
    do {
      try await OutputFile.standardOutput.write(text)
      return code
    } catch {
      StandardErrorLog.report("\(error)")
      return PasteScript.Failure.badFile
    }
  }

  /// The arguments without the options of a pasted `gst-launch-1.0 -e -v …`, which are not the program's.
  static func withoutLaunchOptions(_ arguments: [String]) -> [String] {
    guard
      let command = arguments.firstIndex(where: { $0 == "gst-launch-1.0" || $0.hasSuffix("/gst-launch-1.0") }),
      !arguments[..<command].contains("--")
    else { return arguments }
    let rest = arguments[(command + 1)...].drop { $0.hasPrefix("-") }
    return Array(arguments[...command] + rest)
  }
}

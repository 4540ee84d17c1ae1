import ArgumentParser
import PipelineBridge

@main
struct BridgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge",
    abstract: "Shows a GStreamer pipeline live in a browser on this machine, over WebRTC.",
    usage: "bridge [serve] PIPELINE… [options]\nbridge paste PIPELINE… [options]",
    discussion: """
      EXAMPLES:
        bridge                               the first camera, else a test picture
        bridge test                          a test picture
        bridge holiday.mp4                   a file, with its sound
        bridge rtsp://camera.local/stream    a network camera, passed on as it is
        bridge /dev/video2                   a camera
        bridge paste test                    by copy and paste, no port opened
        bridge videotestsrc pattern=snow ! videoflip video-direction=90r
                                             words, as gst-launch-1.0 takes them
        bridge 'v4l2src ! videoconvert ! facedetect ! videoconvert'
                                             a camera with faces marked

      Open the printed address. Nothing leaves this machine: no STUN, no TURN, no account.
      """,
    version: "bridge 0.1.0 (\(GStreamer.version))",
    subcommands: [ServeCommand.self, PasteCommand.self],
    defaultSubcommand: ServeCommand.self)

  static func main() async { await main(Self.withoutLaunchOptions(Array(CommandLine.arguments.dropFirst()))) }

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

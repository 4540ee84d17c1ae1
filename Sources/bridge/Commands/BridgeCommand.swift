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
        bridge videotestsrc pattern=snow ! videoflip method=clockwise
                                             words, as gst-launch-1.0 takes them
        bridge 'v4l2src ! videoconvert ! facedetect ! videoconvert'
                                             a camera with faces marked

      Open the printed address. Nothing leaves this machine: no STUN, no TURN, no account.
      """,
    version: "bridge 0.1.0 (\(GStreamer.version))",
    subcommands: [ServeCommand.self, PasteCommand.self],
    defaultSubcommand: ServeCommand.self)
}

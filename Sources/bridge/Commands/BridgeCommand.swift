import ArgumentParser
import PipelineBridge

@main
struct BridgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge",
    abstract: "Shows a GStreamer pipeline live in a browser on this machine, over WebRTC.",
    discussion: """
      EXAMPLES:
        bridge                                        the first camera, else a test picture
        bridge test                                   a test picture
        bridge holiday.mp4                            a file, with its sound
        bridge rtsp://camera.local/stream             a network camera, passed on without encoding
        bridge 'v4l2src ! videoconvert ! facedetect'  a camera with faces marked
        bridge videotestsrc pattern=snow ! videoflip  several words, as gst-launch-1.0 takes them
        bridge paste test                             by copy and paste, no port opened

      Open the printed address. Nothing leaves this machine: no STUN, no TURN, no account.
      """,
    version: "bridge 0.1.0 (\(GStreamer.version))",
    subcommands: [ServeCommand.self, PasteCommand.self],
    defaultSubcommand: ServeCommand.self)
}

import Foundation
import PipelineBridge

/// Inference in Swift on the frames of a pipeline: what moves is framed in the page.
///
///     motion 'v4l2src ! videoconvert ! video/x-raw,format=I420'
///
/// prints an offer. Open `web/paste.html`, paste it there, and paste the page's answer here, with Ctrl-D after it.
@main
struct Motion {
  static let standard = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=640,height=360"

  static func main() async throws {
    let bridge = try Bridge(pipeline: CommandLine.arguments.dropFirst().first ?? standard)
    async let end: Void = bridge.run()
    async let detection: Void = detect(in: bridge)
    for await status in bridge.statusUpdates() where status.state == .live { break }

    let viewer = try await bridge.offer(patience: .seconds(600))
    FileHandle.standardOutput.write(Data(await viewer.localDescription.sdp.utf8))
    var answer = ""
    while let line = readLine(strippingNewline: false) { answer += line }
    try await viewer.accept(SessionDescription(kind: .answer, sdp: answer))
    try await end
    try await detection
  }

  /// The example's heart: frames in, regions out.
  static func detect(in bridge: Bridge) async throws {
    var detector = MotionDetector()
    for await frame in try bridge.frames(from: "video_0") {
      bridge.attach(try detector.regions(in: frame), to: frame, source: "motion")
    }
  }
}

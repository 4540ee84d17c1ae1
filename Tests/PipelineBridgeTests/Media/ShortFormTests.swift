import Testing

@testable import PipelineBridge

@Suite struct ShortFormTests {
  private static let files: [String: PathKind] = [
    "holiday.mp4": .file, "a b.mp4": .file, "wow! #1 50% [x] ä.mp4": .file, "-x.mp4": .file, "test": .file,
    "./test": .file, "a ! b": .file, "photo": .stillPicture(decoder: "decodebin"),
    "my photo.jpg": .stillPicture(decoder: "decodebin"), "/tmp/a b.mp4": .file,
    "/tmp/50%25.mp4": .file, "/tmp/50%.mp4": .file, "/tmp/a#b.mp4": .file, "/dev/cam-front": .camera,
    "/dev/v4l/by-id/usb-A cam-index0": .camera, "videos": .folder, "queue": .folder,
  ]

  @Test(
    arguments: [
      (["holiday.mp4"], "/holiday.mp4"),
      (["a b.mp4"], "/a%20b.mp4"),
      (["a", "b.mp4"], "/a%20b.mp4"),
      (["wow! #1 50% [x] ä.mp4"], "/wow!%20%231%2050%25%20%5Bx%5D%20%C3%A4.mp4"),
      (["-x.mp4"], "/-x.mp4"),
      (["a ! b"], "/a%20!%20b"),
      (["a", "!", "b"], "/a%20!%20b"),
      (["./test"], "/test"),
      (["missing.mp4"], "/missing.mp4"),
      (["missing ä.mp4"], nil),
      (["/missing ä.mp4"], "/missing%20%C3%A4.mp4"),
      (["/tmp/a", "!", "decodebin"], nil),
      (["file:///tmp/a b.mp4"], "file:///tmp/a%20b.mp4"),
      (["file:///tmp/50%25.mp4"], "file:///tmp/50%2525.mp4"),
      (["file:///tmp/50%.mp4"], "file:///tmp/50%25.mp4"),
      (["file://localhost/tmp/a#b.mp4"], "file:///tmp/a%23b.mp4"),
    ] as [([String], String?)])
  func files(words: [String], end: String?) {
    let pipeline = PipelineString(words: words, kind: { Self.files[$0] })
    #expect(pipeline.isExpanded == (end != nil))
    guard let end else { return }
    #expect(pipeline.description.hasPrefix("uridecodebin uri=\"file:///"), "\(pipeline)")
    #expect(pipeline.description.hasSuffix("\(end)\""), "\(pipeline)")
  }

  @Test(
    arguments: [
      (["/dev/cam-front"], "v4l2src device=/dev/cam-front"),
      (["/dev/v4l/by-id/usb-A cam-index0"], "v4l2src device=\"/dev/v4l/by-id/usb-A cam-index0\""),
      (["/dev/video9"], "v4l2src device=/dev/video9"),
      (["photo"], "filesrc location=photo ! decodebin"),
      (["my", "photo.jpg"], "filesrc location=\"my photo.jpg\" ! decodebin"),
      (["queue"], "queue"),
    ] as [([String], String)])
  func camerasAndPictures(words: [String], beginning: String) {
    let pipeline = PipelineString(words: words, kind: { Self.files[$0] })
    #expect(pipeline.description.hasPrefix(beginning), "\(pipeline)")
  }

  @Test func theTestPictureGoesBeforeAFileCalledTest() {
    let pipeline = PipelineString(words: ["test"], kind: { Self.files[$0] })
    #expect(pipeline.description == PipelineString.test.description)
    #expect(pipeline.notices.count == 1 && pipeline.notices[0].contains("./test"))
    #expect(PipelineString(words: ["test"], kind: { _ in nil }).notices.isEmpty)
  }

  @Test(
    arguments: [
      (0o020660, 0x5100, PathKind.camera), (0o020660, 0x513f, .camera), (0o020660, 0x0103, .other),
      (0o100644, 0x5100, .file), (0o040755, 0, .folder), (0o010644, 0, .other), (0o060660, 0x5100, .other),
    ] as [(UInt32, UInt64, PathKind)])
  func kindsOfPaths(mode: UInt32, device: UInt64, kind: PathKind) {
    #expect(PathKind(mode: mode, device: device) == kind)
  }

  @Test(
    arguments: [
      ("rtsp://admin:pw@host/s", "rtsp://admin:pw@host/s", false),
      ("rtsp://admin:p@s#w/rd!1@127.0.0.1:8554/s", "rtsp://admin:p%40s%23w%2Frd!1@127.0.0.1:8554/s", false),
      ("rtsp://admin:p%40s%23w@host/s", "rtsp://admin:p%40s%23w@host/s", false),
      ("rtsp://admin:p@ss@host/s", "rtsp://admin:p%40ss@host/s", false),
      ("rtsp://admin:p/ss@host/s", "rtsp://admin:p%2Fss@host/s", false),
      ("rtsp://admin:1/2@10.0.0.1/s", "rtsp://admin:1%2F2@10.0.0.1/s", false),
      ("rtsp://admin:50%@[::1]:554/s", "rtsp://admin:50%25@[::1]:554/s", false),
      ("rtsp://admin:a?b#c@cam.local/s", "rtsp://admin:a%3Fb%23c@cam.local/s", false),
      ("rtsp://admin:my pass@host/s", "rtsp://admin:my%20pass@host/s", false),
      ("rtsp://admin:pw@cam.local/user@x", "rtsp://admin:pw@cam.local/user@x", true),
      ("http://camera:8080/live@720p.mjpg", "http://camera:8080/live@720p.mjpg", false),
      ("http://camera/live@720p.mjpg", "http://camera/live@720p.mjpg", false),
      ("rtsp://host/s", "rtsp://host/s", false),
      ("nothing", "nothing", false),
    ] as [(String, String, Bool)])
  func passwordsAsTyped(text: String, address: String, isAmbiguous: Bool) {
    let typed = TypedAddress(text)
    #expect(typed.text == address)
    #expect(typed.isAmbiguous == isAmbiguous)
  }
}

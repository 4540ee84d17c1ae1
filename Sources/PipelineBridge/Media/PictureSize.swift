/// The size of a video stream's picture.
struct PictureSize: Sendable, Equatable {
  let width: Int
  let height: Int
  /// Frames per second; `nil` when it varies or is not known.
  let frameRate: Double?

  /// - Returns: `nil` when the caps name no size.
  init?(_ caps: Caps) {
    guard let structure = caps.first, let width = structure.int("width"), let height = structure.int("height"),
      width > 0, height > 0
    else { return nil }
    self.width = width
    self.height = height
    frameRate = structure.fraction("framerate")
  }
}

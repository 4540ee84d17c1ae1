/// How a stream's pictures differ from what browsers show: upright, progressive, with square pixels.
struct PictureTraits: Sendable, Equatable {
  var orientation = Orientation.upright
  var isInterlaced = false
  /// Whether each buffer is one field.
  var isInFields = false
  var hasSquarePixels = true

  /// Reads what the caps say; what they are silent about stays as it is.
  mutating func read(_ structure: Structure) {
    if let mode = structure.string("interlace-mode") {
      (isInterlaced, isInFields) = (mode != "progressive", mode == "alternate")
    }
    if let ratio = structure.fraction("pixel-aspect-ratio") { hasSquarePixels = ratio == 1 }
  }

  /// What keeps encoded pictures from being passed on, after the codec's name; `nil` when nothing does.
  var hindrance: String? {
    if orientation != .upright { return "that lies on its side or is mirrored (\(orientation.rawValue))" }
    if isInterlaced { return "that is interlaced" }
    return hasSquarePixels ? nil : "with pixels that are not square"
  }
}

extension StreamFormat {
  /// The same stream with these pictures: encoded ones that browsers would show wrong are not passed on.
  func with(_ traits: PictureTraits) -> StreamFormat {
    guard kind == .video, let hindrance = traits.hindrance else { return self }
    return switch self {
    case .encoded(let codec): .decodable(.video, "\(codec.rawValue) \(hindrance)")
    case .rtp(let carried): .rtp(carried.with(traits))
    case .rawVideo, .rawAudio, .decodable: self
    }
  }
}

/// What the beginning of a coded picture says.
struct CodedPicture: Equatable, Sendable {
  /// Whether browsers can begin here.
  var isKeyFrame = false
  /// Whether a decoder can begin here: a key frame, a recovery point, or a picture of I slices.
  var isEntryPoint = false
}

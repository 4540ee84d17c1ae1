import CGStreamer

/// The colours of YUV pictures that come out of an encoder right in a browser.
enum ColourSupport: Sendable, Equatable {
  /// Matrix and range are signalled.
  case signalled
  /// The matrix is signalled, not the range.
  case matrix
  /// Nothing is signalled: browsers take the pictures for ITU-R BT.601 of limited range.
  case assumed

  /// What other pictures are converted to.
  static let fallback = "bt601"

  /// Whether pictures of these caps can be encoded with the colours that they have.
  func takes(_ colours: GstVideoColorimetry) -> Bool {
    let (matrix, isLimited) = (colours.matrix, colours.range == GST_VIDEO_COLOR_RANGE_16_235)
    return switch self {
    case .signalled: matrix == GST_VIDEO_COLOR_MATRIX_BT601 || matrix == GST_VIDEO_COLOR_MATRIX_BT709
    case .matrix: isLimited && (matrix == GST_VIDEO_COLOR_MATRIX_BT601 || matrix == GST_VIDEO_COLOR_MATRIX_BT709)
    case .assumed: isLimited && matrix == GST_VIDEO_COLOR_MATRIX_BT601
    }
  }
}

import CGStreamer

/// One raw frame of a stream, as it left the pipeline. Shared with the encoders and never changed; the memory is given
/// back when the last copy goes, so keep few: a camera has a handful of buffers.
public struct Frame: Sendable {
  /// The stream, such as `video_0`.
  public let stream: String
  /// Nanoseconds of the bridge's running time.
  public let time: UInt64
  /// Pixels.
  public let width: Int
  public let height: Int
  /// GStreamer's name of the pixel format (GstVideoFormat), such as `I420`, `NV12`, `GRAY8` or `RGB`.
  public let format: String
  private let sample: Sample

  /// - Returns: `nil` for what is no raw frame.
  init?(_ sample: Sample, stream: String) {
    guard let time = sample.runningTime else { return nil }
    var info = GstVideoInfo()
    guard gst_video_info_from_caps(&info, sample.caps.pointer) != 0,
      let name = gst_video_format_to_string(info.finfo.pointee.format)
    else { return nil }
    self.stream = stream
    self.time = UInt64(time)
    (width, height) = (Int(info.width), Int(info.height))
    format = String(cString: name)
    self.sample = sample
  }

  /// Lends the memory of one plane, mapped and not copied, for as long as `body` runs.
  ///
  /// - Parameters:
  ///   - index: 0 is the luma of YUV formats, and all of packed formats.
  ///   - body: gets the rows one after the other, each `stride` bytes after the one before. Of each row, the bytes of
  ///     `width` pixels are the picture.
  /// - Throws: `BridgeError` when there is no such plane, or the memory cannot be mapped; what `body` throws.
  public func withPlane<Result>(
    _ index: Int = 0, _ body: (_ bytes: Span<UInt8>, _ stride: Int, _ rows: Int) throws -> Result
  ) throws -> Result {
    var info = GstVideoInfo()
    var mapped = GstVideoFrame()
    guard gst_video_info_from_caps(&info, sample.caps.pointer) != 0,
      gst_video_frame_map(&mapped, &info, sample.buffer.pointer, GST_MAP_READ) != 0
    else { throw BridgeError(.gstreamer, "the memory of a frame of \(stream) cannot be mapped") }
    defer { gst_video_frame_unmap(&mapped) }
    guard index >= 0, index < Int(bridge_frame_planes(&mapped)) else {
      throw BridgeError(.unsupportedMedia, "\(format) has no plane \(index)")
    }
    var size: gsize = 0
    var stride: gint = 0
    var rows: gint = 0
    let start = bridge_frame_plane(&mapped, guint(index), &size, &stride, &rows)
    let bytes = UnsafeBufferPointer(start: start, count: Int(size))
    return try body(bytes.span, Int(stride), Int(rows))
  }
}

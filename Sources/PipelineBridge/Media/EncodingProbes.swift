import CGStreamer
import Synchronization

/// Puts pictures and audio right on their way to an encoder where no property of an element can: what is right depends
/// on caps that come later, and may change.
enum EncodingProbes {
  /// - Returns: the elements that the probes change, to be held for as long as the pipeline.
  static func attach(to pipeline: Pipeline, colours: ColourSupport) -> [Element] {
    let names = ["convert", "middle", "colours", "deinterlace", "mixer"]
    let elements = names.reduce(into: [String: Element]()) { $0[$1] = pipeline.child(named: $1) }
    if let converter = elements["convert"], let middle = elements["middle"], let end = elements["colours"] {
      blendOverBlack(at: converter)
      pinColours(at: converter, middle: middle, end: end, to: colours)
    }
    elements["deinterlace"].map(dropSecondFields)
    elements["mixer"].map(mixUnpositioned)
    return Array(elements.values)
  }

  /// Shows transparent pictures on black.
  private static func blendOverBlack(at converter: Element) {
    let transparent = Latest<Caps?>(nil)
    guard let pad = converter.staticPad("sink") else { return }
    pad.onStreamEvent { event in
      if case .caps(let caps) = event { transparent.value = caps.hasAlpha ? caps : nil }
    }
    pad.replaceBuffers { buffer in transparent.value.flatMap { buffer.blendedOverBlack($0) } }
  }

  /// Converts colours that browsers would show wrong.
  /// - Parameters:
  ///   - converter: the first of two; between them stands `middle`, behind them `end`, both `capsfilter`.
  private static func pinColours(at converter: Element, middle: Element, end: Element, to support: ColourSupport) {
    let (middle, end) = (middle.reference, end.reference)
    converter.staticPad("sink")?.onStreamEvent { [weak middle, weak end] event in
      var info = GstVideoInfo()
      // Setting a filter makes the source negotiate again, also where what it gives can not be taken at all: then without
      // end.
      guard case .caps(let caps) = event, caps.first?.name == "video/x-raw", let middle, let end,
        gst_video_info_from_caps(&info, caps.pointer) != 0
      else { return }
      let isYUV = bridge_video_is_yuv(&info) != 0
      let isRight = isYUV && support.takes(info.colorimetry)
      // `videoconvert` forgets the range where the matrix stays the same; through RGB it does not.
      let isFull = isYUV && !isRight && info.colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255
      middle.set("caps", isFull ? "video/x-raw,format=BGRx" : "ANY")
      end.set("caps", isRight ? "ANY" : "video/x-raw,colorimetry=\(ColourSupport.fallback)")
    }
  }

  /// Leaves one picture of the two fields of a frame: the second would be shown without the frame's detections, and
  /// its time is in the future.
  private static func dropSecondFields(at deinterlace: Element) {
    let newest = Latest<ClockTime?>(nil)
    deinterlace.staticPad("sink")?.onBuffer { newest.value = $0.time }
    deinterlace.staticPad("src")?.dropBuffers(where: { field in
      guard let newest = newest.value, let time = field.time else { return false }
      return time > newest
    })
  }

  /// Mixes channels that have no position, such as those of a microphone array, into two: all equally loud.
  private static func mixUnpositioned(at mixer: Element) {
    mixer.staticPad("sink")?.onStreamEvent { [weak reference = mixer.reference] event in
      guard case .caps(let caps) = event, let structure = caps.first, let reference else { return }
      let channels = structure.int("channels") ?? 1
      // GStreamer has no more than 64; caps may claim any number.
      let isUnpositioned = (3...64).contains(channels) && structure.mask("channel-mask") == 0
      reference.set("mix-matrix", isUnpositioned ? matrix(channels: channels) : "<>")
    }
  }

  /// In GStreamer's text form: one row for each channel that comes out.
  static func matrix(channels: Int) -> String {
    let row = "<\(Array(repeating: "(float)\(1 / Double(channels))", count: channels).joined(separator: ", "))>"
    return "<\(row), \(row)>"
  }
}

/// A value that closures on several threads share.
private final class Latest<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>

  init(_ value: Value) { mutex = Mutex(value) }

  var value: Value {
    get { mutex.withLock { $0 } }
    set { mutex.withLock { $0 = newValue } }
  }
}

extension Caps {
  fileprivate var hasAlpha: Bool {
    var info = GstVideoInfo()
    return gst_video_info_from_caps(&info, pointer) != 0 && bridge_video_has_alpha(&info) != 0
  }
}

extension Buffer {
  /// - Parameter caps: of raw pictures with alpha.
  /// - Returns: `nil` when the memory cannot be mapped.
  fileprivate func blendedOverBlack(_ caps: Caps) -> Buffer? {
    var info = GstVideoInfo()
    var frame = GstVideoFrame()
    // A shallow copy: GStreamer copies the memory where others hold it.
    guard gst_video_info_from_caps(&info, caps.pointer) != 0, let copy = gst_buffer_copy(pointer) else { return nil }
    let blended = Buffer(reference: MiniObjectReference(taking: copy))
    let access = GstMapFlags(rawValue: GST_MAP_READ.rawValue | GST_MAP_WRITE.rawValue)
    guard gst_video_frame_map(&frame, &info, blended.pointer, access) != 0 else { return nil }
    bridge_frame_blend_over_black(&frame)
    gst_video_frame_unmap(&frame)
    return blended
  }
}

import CGStreamer

extension Buffer {
  /// The same frame without regions: every copy on the way to the viewers would copy them all.
  func withoutRegions() -> Buffer {
    bridge_buffer_without_regions(pointer).map { Buffer(reference: MiniObjectReference(taking: $0)) } ?? self
  }

  /// The regions that elements have attached to the buffer (`GstVideoRegionOfInterestMeta`). GStreamer keeps them right
  /// where a picture is scaled.
  /// - Parameter picture: of the buffer, in pixels.
  func regions(in picture: PictureMapping) -> (regions: [Region], dropped: Int) {
    var state: gpointer?
    var regions: [Region] = []
    var dropped = 0
    var conversion = Conversion()
    let type = gst_video_region_of_interest_meta_api_get_type()
    while let meta = gst_buffer_iterate_meta_filtered(pointer, &state, type) {
      guard regions.count < FrameMetadata.regionLimit else {
        dropped += 1
        continue
      }
      let roi = UnsafeMutableRawPointer(meta).assumingMemoryBound(to: GstVideoRegionOfInterestMeta.self).pointee
      do {
        regions.append(try Self.region(roi, picture, &conversion))
      } catch {
        dropped += 1
      }
    }
    return (regions, dropped)
  }

  private static func region(
    _ roi: GstVideoRegionOfInterestMeta, _ picture: PictureMapping, _ conversion: inout Conversion
  ) throws(Conversion.Refusal) -> Region {
    let shown = picture.shown(x: Double(roi.x), y: Double(roi.y), width: Double(roi.w), height: Double(roi.h))
    var region = Region(x: shown.x, y: shown.y, width: shown.width, height: shown.height)
    region.label = g_quark_to_string(roi.roi_type).map { String(cString: $0) }
    var parameters: [JSONValue] = []
    var node = roi.params
    while let current = node {
      node = current.pointee.next
      guard let structure = current.pointee.data?.assumingMemoryBound(to: GstStructure.self) else { continue }
      let parameter = try conversion.object(structure)
      region.confidence = region.confidence ?? first(PixelRegion.confidence, in: parameter)?.double
      region.id = region.id ?? first(PixelRegion.identity, in: parameter)?.int
      parameters.append(parameter)
    }
    if region.id == nil, roi.id > 0 { region.id = Int(roi.id) }
    var data: [String: JSONValue] = [:]
    if !parameters.isEmpty { data["parameters"] = .array(parameters) }
    if roi.parent_id > 0 { data["parent"] = .integer(Int64(roi.parent_id)) }
    region.data = data.isEmpty ? nil : .object(data)
    return region
  }

  private static func first(_ keys: [String], in value: JSONValue) -> JSONValue? {
    keys.lazy.compactMap { value[$0] }.first
  }
}

import CGStreamer

/// Finds the regions in a message's structure: itself when it has x, y, width and height, or the structures of its lists
/// that have.
struct RegionReader {
  private(set) var regions: [PixelRegion] = []
  /// Regions that were left out: too many, or with numbers that are none.
  private(set) var dropped = 0
  private var conversion = Conversion()

  /// - Returns: whether the message tells of regions, be it that there are none.
  mutating func read(_ structure: UnsafePointer<GstStructure>) throws(Conversion.Refusal) -> Bool {
    if Self.isRegion(structure) {
      try take(structure)
      return true
    }
    var isRegions = false
    var saysMore = false
    for index in 0..<gst_structure_n_fields(structure) {
      guard let name = gst_structure_nth_field_name(structure, guint(index)),
        let value = gst_structure_get_value(structure, name), !Findings.times.contains(String(cString: name))
      else { continue }
      guard let list = StructureList(value) else {
        saysMore = true
        continue
      }
      // Half a list is no list of regions: it stays an event.
      let count = list.count
      guard (0..<min(count, 8)).allSatisfy({ list[$0].map(Self.isRegion) ?? false }) else {
        saysMore = true
        continue
      }
      if count > 0 { isRegions = true }
      for position in 0..<min(count, FrameMetadata.regionLimit) {
        guard let element = list[position] else { continue }
        try take(element)
      }
      dropped += max(0, count - FrameMetadata.regionLimit)
    }
    // A finder that found nothing says so with an empty list and the time.
    return isRegions || (!saysMore && hasLists(structure))
  }

  private func hasLists(_ structure: UnsafePointer<GstStructure>) -> Bool {
    (0..<gst_structure_n_fields(structure)).contains { index in
      gst_structure_nth_field_name(structure, guint(index))
        .flatMap { gst_structure_get_value(structure, $0) }.flatMap(StructureList.init) != nil
    }
  }

  private mutating func take(_ structure: UnsafePointer<GstStructure>) throws(Conversion.Refusal) {
    let fields = try conversion.fields(of: structure, except: Findings.times)
    let name = String(cString: gst_structure_get_name(structure))
    guard let region = PixelRegion(name: name, fields: fields), regions.count < FrameMetadata.regionLimit else {
      dropped += 1
      return
    }
    regions.append(region)
  }

  private static func isRegion(_ structure: UnsafePointer<GstStructure>) -> Bool {
    let fields: [String] = ["x", "y", "width", "height"]
    return fields.allSatisfy { gst_structure_has_field(structure, $0) != 0 }
  }
}

/// The structures of a `GST_TYPE_LIST` or `GST_TYPE_ARRAY`.
private struct StructureList {
  private let value: UnsafePointer<GValue>
  private let isList: Bool

  init?(_ value: UnsafePointer<GValue>) {
    let type = value.pointee.g_type
    guard type == gst_value_list_get_type() || type == gst_value_array_get_type() else { return nil }
    self.value = value
    isList = type == gst_value_list_get_type()
  }

  var count: Int { Int(isList ? gst_value_list_get_size(value) : gst_value_array_get_size(value)) }

  /// - Returns: `nil` for what is no structure.
  subscript(index: Int) -> UnsafePointer<GstStructure>? {
    let index = guint(index)
    let element = isList ? gst_value_list_get_value(value, index) : gst_value_array_get_value(value, index)
    guard let element, element.pointee.g_type == gst_structure_get_type() else { return nil }
    return gst_value_get_structure(element).map { UnsafePointer($0) }
  }
}

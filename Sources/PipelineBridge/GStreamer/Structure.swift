import CGStreamer

/// A named set of fields (`GstStructure`), owned and never changed.
final class Structure {
  private let pointer: OpaquePointer

  init(taking structure: UnsafeMutablePointer<GstStructure>) { pointer = OpaquePointer(structure) }

  deinit { gst_structure_free(structure) }

  private var structure: UnsafeMutablePointer<GstStructure> { UnsafeMutablePointer(pointer) }

  var name: String { String(cString: gst_structure_get_name(structure)) }

  func string(_ field: String) -> String? { gst_structure_get_string(structure, field).map { String(cString: $0) } }

  func int(_ field: String) -> Int? {
    var value: gint = 0
    return gst_structure_get_int(structure, field, &value) != 0 ? Int(value) : nil
  }

  /// The bytes of a field that holds a buffer.
  func bytes(_ field: String) -> [UInt8]? {
    bridge_structure_buffer(structure, field).map {
      Buffer(reference: MiniObjectReference(retaining: $0)).bytes(limit: 65_536)
    }
  }

  /// A set of flags, such as `channel-mask`.
  func mask(_ field: String) -> UInt? {
    guard let value = gst_structure_get_value(structure, field), bridge_is_bitmask(value) != 0 else { return nil }
    return gst_value_get_bitmask(value)
  }

  /// A fraction as a number, such as a frame rate in Hz; `nil` when it is missing or 0/1 (variable).
  func fraction(_ field: String) -> Double? {
    var numerator: gint = 0
    var denominator: gint = 1
    guard gst_structure_get_fraction(structure, field, &numerator, &denominator) != 0, numerator > 0, denominator > 0
    else { return nil }
    return Double(numerator) / Double(denominator)
  }
}

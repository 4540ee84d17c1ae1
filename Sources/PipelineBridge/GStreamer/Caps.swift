import CGStreamer

/// Media types and their parameters (`GstCaps`). Never changed after it is made.
struct Caps: Sendable {
  let reference: MiniObjectReference
  var pointer: UnsafeMutablePointer<GstCaps> { reference.typed() }

  init(reference: MiniObjectReference) { self.reference = reference }

  /// Parses GStreamer's text form (`gst_caps_from_string`); `nil` when it is not one.
  init?(_ text: String) {
    guard let caps = gst_caps_from_string(text) else { return nil }
    reference = MiniObjectReference(taking: caps)
  }

  var isAny: Bool { gst_caps_is_any(pointer) != 0 }
  var isEmpty: Bool { gst_caps_is_empty(pointer) != 0 }

  /// The first alternative, when there is one.
  var first: Structure? {
    guard !isAny, !isEmpty, let structure = gst_caps_get_structure(pointer, 0),
      let copy = gst_structure_copy(structure)
    else { return nil }
    return Structure(taking: copy)
  }

  /// Where frames live, such as `memory:GLMemory`; `nil` where any alternative is in system memory.
  var memoryFeature: String? {
    guard !isAny, !isEmpty else { return nil }
    let places = (0..<gst_caps_get_size(pointer)).map { memoryFeature(of: $0) }
    return places.contains(nil) ? nil : places.first ?? nil
  }

  private func memoryFeature(of index: guint) -> String? {
    guard let features = gst_caps_get_features(pointer, index) else { return nil }
    for index in 0..<gst_caps_features_get_size(features) {
      guard let name = gst_caps_features_get_nth(features, index) else { continue }
      let feature = String(cString: name)
      if feature.hasPrefix("memory:"), feature != "memory:SystemMemory" { return feature }
    }
    return nil
  }

  func isEqual(to other: Caps) -> Bool { pointer == other.pointer || gst_caps_is_equal(pointer, other.pointer) != 0 }

  /// The formats in GStreamer's text form. It can have several kilobytes: for people there is `summary`.
  var description: String { takeString(gst_caps_to_string(pointer)) ?? "" }

  /// The media types, each once, such as `video/x-raw, image/jpeg`; three at most.
  var summary: String {
    if isAny { return "anything" }
    if isEmpty { return "nothing" }
    var names: [String] = []
    for index in 0..<gst_caps_get_size(pointer) {
      guard let structure = gst_caps_get_structure(pointer, index), let name = gst_structure_get_name(structure) else {
        continue
      }
      let text = String(cString: name)
      if !names.contains(text) { names.append(text) }
    }
    return names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
  }
}

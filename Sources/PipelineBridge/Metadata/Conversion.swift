import CGStreamer

/// Turns GStreamer's values into JSON, within bounds: what is too large or too deep is refused as a whole, because half
/// of it would be wrong.
struct Conversion {
  enum Refusal: Error { case tooLarge, tooDeep }

  /// Bytes of JSON that may still come, counted a little generously.
  private(set) var remaining: Int
  private static let maximumDepth = 16

  /// - Parameter limit: bytes of JSON.
  init(limit: Int = 32_768) { remaining = limit }

  /// A structure's fields. Its name is the field `$name`, which no element uses.
  mutating func object(_ structure: UnsafePointer<GstStructure>, depth: Int = 0) throws(Refusal) -> JSONValue {
    var fields = try fields(of: structure, depth: depth)
    fields["$name"] = try string(gst_structure_get_name(structure))
    return .object(fields)
  }

  /// A structure's fields without its name.
  /// - Parameter except: fields that are left out, unread.
  mutating func fields(
    of structure: UnsafePointer<GstStructure>, except: Set<String> = [], depth: Int = 0
  ) throws(Refusal) -> [String: JSONValue] {
    guard depth < Self.maximumDepth else { throw .tooDeep }
    var fields: [String: JSONValue] = [:]
    for index in 0..<gst_structure_n_fields(structure) {
      guard let name = gst_structure_nth_field_name(structure, guint(index)) else { continue }
      let key = String(cString: name)
      guard !except.contains(key), let value = gst_structure_get_value(structure, name) else { continue }
      try spend(key.utf8.count + 3)
      fields[key] = try json(value, depth: depth + 1)
    }
    return fields
  }

  mutating func spend(_ bytes: Int) throws(Refusal) {
    remaining -= bytes
    guard remaining >= 0 else { throw .tooLarge }
  }

  mutating func string(_ string: UnsafePointer<CChar>?) throws(Refusal) -> JSONValue {
    guard let string else { return .null }
    // Measured before it is copied: it may be megabytes.
    try spend(strnlen(string, remaining + 1) + 2)
    return .string(String(cString: string))
  }

  mutating func number(_ number: JSONValue) throws(Refusal) -> JSONValue {
    try spend(8)
    return number
  }

  mutating func array(
    count: Int, depth: Int, _ element: (Int) -> UnsafePointer<GValue>?
  ) throws(Refusal) -> JSONValue {
    guard depth < Self.maximumDepth else { throw .tooDeep }
    // Each element takes two bytes at least.
    guard count <= remaining / 2 else { throw .tooLarge }
    var values: [JSONValue] = []
    for index in 0..<count {
      try spend(1)
      guard let value = element(index) else { continue }
      values.append(try json(value, depth: depth + 1))
    }
    return .array(values)
  }
}

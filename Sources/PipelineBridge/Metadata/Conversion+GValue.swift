import CGStreamer

/// GLib's fundamental types (`G_TYPE_MAKE_FUNDAMENTAL`, gtype.h), whose macros Swift does not import.
private enum Fundamental {
  static let character = GType(3 << 2)
  static let unsignedCharacter = GType(4 << 2)
  static let boolean = GType(5 << 2)
  static let int = GType(6 << 2)
  static let unsignedInt = GType(7 << 2)
  static let long = GType(8 << 2)
  static let unsignedLong = GType(9 << 2)
  static let int64 = GType(10 << 2)
  static let unsignedInt64 = GType(11 << 2)
  static let enumeration = GType(12 << 2)
  static let flags = GType(13 << 2)
  static let float = GType(14 << 2)
  static let double = GType(15 << 2)
  static let string = GType(16 << 2)
  static let pointer = GType(17 << 2)
  static let object = GType(20 << 2)
}

extension Conversion {
  /// Any value. What has no JSON of its own becomes GStreamer's text for it (`gst_value_serialize`), and what has not
  /// even that, `null`.
  mutating func json(_ value: UnsafePointer<GValue>, depth: Int) throws(Refusal) -> JSONValue {
    let type = value.pointee.g_type
    if let container = try container(value, type, depth: depth) { return container }
    switch g_type_fundamental(type) {
    case Fundamental.boolean: return try number(.bool(g_value_get_boolean(value) != 0))
    case Fundamental.character: return try number(.integer(Int64(g_value_get_schar(value))))
    case Fundamental.unsignedCharacter: return try number(.integer(Int64(g_value_get_uchar(value))))
    case Fundamental.int: return try number(.integer(Int64(g_value_get_int(value))))
    case Fundamental.unsignedInt:
      return type == g_gtype_get_type()
        ? try text(value) : try number(.integer(Int64(g_value_get_uint(value))))
    case Fundamental.long: return try number(.integer(Int64(g_value_get_long(value))))
    case Fundamental.unsignedLong: return try number(JSONValue(unsigned: UInt64(g_value_get_ulong(value))))
    case Fundamental.int64: return try number(.integer(Int64(g_value_get_int64(value))))
    case Fundamental.unsignedInt64:
      let unsigned = g_value_get_uint64(value)
      // GST_CLOCK_TIME_NONE: no time.
      return try number(unsigned == GstClockTime.max ? .null : JSONValue(unsigned: UInt64(unsigned)))
    case Fundamental.float:
      // The shortest decimal: 0.9, not 0.8999999761581421.
      return try number(JSONValue(finite: Double(g_value_get_float(value).description) ?? .nan))
    case Fundamental.double: return try number(JSONValue(finite: g_value_get_double(value)))
    case Fundamental.string: return try string(g_value_get_string(value))
    case Fundamental.enumeration: return try enumeration(g_value_get_enum(value), type)
    case Fundamental.flags: return try flags(g_value_get_flags(value), type)
    case Fundamental.pointer: return .null
    case Fundamental.object: return try object(value)
    default: return try boxed(value, type)
    }
  }

  private mutating func container(
    _ value: UnsafePointer<GValue>, _ type: GType, depth: Int
  ) throws(Refusal) -> JSONValue? {
    switch type {
    case gst_value_list_get_type():
      return try array(count: Int(gst_value_list_get_size(value)), depth: depth) { index in
        gst_value_list_get_value(value, guint(index))
      }
    case gst_value_array_get_type():
      return try array(count: Int(gst_value_array_get_size(value)), depth: depth) { index in
        gst_value_array_get_value(value, guint(index))
      }
    case g_value_array_get_type():
      guard let values = g_value_get_boxed(value)?.assumingMemoryBound(to: GValueArray.self) else { return .null }
      return try array(count: Int(values.pointee.n_values), depth: depth) { index in
        UnsafePointer(values.pointee.values + index)
      }
    case g_strv_get_type():
      guard let strings = g_value_get_boxed(value)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self) else {
        return .null
      }
      var values: [JSONValue] = []
      while let string = strings[values.count] { values.append(try self.string(string)) }
      return .array(values)
    case gst_structure_get_type():
      guard let structure = gst_value_get_structure(value) else { return .null }
      return try object(structure, depth: depth)
    case gst_tag_list_get_type():
      guard let tags = g_value_get_boxed(value) else { return .null }
      return try taken(gst_tag_list_to_string(tags.assumingMemoryBound(to: GstTagList.self)))
    default: return nil
    }
  }

  private mutating func boxed(_ value: UnsafePointer<GValue>, _ type: GType) throws(Refusal) -> JSONValue {
    switch type {
    case g_date_time_get_type():
      return try taken(g_value_get_boxed(value).flatMap { g_date_time_format_iso8601(OpaquePointer($0)) })
    case gst_date_time_get_type():
      return try taken(g_value_get_boxed(value).flatMap { gst_date_time_to_iso8601_string(OpaquePointer($0)) })
    case g_error_get_type():
      return try string(g_value_get_boxed(value)?.assumingMemoryBound(to: GError.self).pointee.message)
    case gst_buffer_get_type():
      guard let buffer = g_value_get_boxed(value)?.assumingMemoryBound(to: GstBuffer.self) else { return .null }
      return try number(.object(["size": .integer(Int64(gst_buffer_get_size(buffer)))]))
    case gst_sample_get_type():
      guard let sample = g_value_get_boxed(value), let caps = gst_sample_get_caps(OpaquePointer(sample)) else {
        return .null
      }
      return .object(["caps": try taken(gst_caps_to_string(caps))])
    case gst_caps_get_type():
      return try taken(gst_value_get_caps(value).flatMap { gst_caps_to_string($0) })
    case g_bytes_get_type():
      guard let bytes = g_value_get_boxed(value) else { return .null }
      return try number(.object(["size": .integer(Int64(g_bytes_get_size(OpaquePointer(bytes))))]))
    default: return try text(value)
    }
  }

  /// GStreamer's own text: fractions `30/1`, ranges `[ 1, 10 ]`, dates `2026-01-31`, bit masks `0x0000000000000003`.
  private mutating func text(_ value: UnsafePointer<GValue>) throws(Refusal) -> JSONValue {
    try taken(gst_value_serialize(value))
  }

  private mutating func taken(_ owned: UnsafeMutablePointer<CChar>?) throws(Refusal) -> JSONValue {
    defer { g_free(owned) }
    return try string(owned)
  }

  /// An object is known by its name.
  private mutating func object(_ value: UnsafePointer<GValue>) throws(Refusal) -> JSONValue {
    guard let object = g_value_get_object(value) else { return .null }
    guard g_type_is_a(value.pointee.g_type, gst_object_get_type()) != 0 else { return try text(value) }
    return try taken(gst_object_get_name(object.assumingMemoryBound(to: GstObject.self)))
  }

  private mutating func enumeration(_ value: gint, _ type: GType) throws(Refusal) -> JSONValue {
    guard let reference = g_type_class_ref(type) else { return try number(.integer(Int64(value))) }
    defer { g_type_class_unref(reference) }
    let entry = g_enum_get_value(reference.assumingMemoryBound(to: GEnumClass.self), value)
    guard let entry else { return try number(.integer(Int64(value))) }
    return try string(entry.pointee.value_nick)
  }

  /// The names of the bits that are set; those without a name together as a number.
  private mutating func flags(_ value: guint, _ type: GType) throws(Refusal) -> JSONValue {
    guard let reference = g_type_class_ref(type) else { return try number(.integer(Int64(value))) }
    defer { g_type_class_unref(reference) }
    var rest = value
    var names: [JSONValue] = []
    while rest != 0,
      let entry = g_flags_get_first_value(reference.assumingMemoryBound(to: GFlagsClass.self), rest),
      entry.pointee.value != 0
    {
      names.append(try string(entry.pointee.value_nick))
      rest &= ~entry.pointee.value
    }
    if rest != 0 { names.append(try number(.integer(Int64(rest)))) }
    return .array(names)
  }
}

import CGStreamer

extension ObjectReference {
  /// Sets a property from its text form, as `gst-launch` does (`gst_util_set_object_arg`).
  func set(_ property: String, _ value: String) { gst_util_set_object_arg(typed(), property, value) }

  func set(_ property: String, caps: Caps) {
    withValue(of: gst_caps_get_type()) { value in
      gst_value_set_caps(value, caps.pointer)
      g_object_set_property(typed(), property, value)
    }
  }

  func has(_ property: String) -> Bool {
    let type = pointer.assumingMemoryBound(to: GTypeInstance.self).pointee.g_class
    guard let type else { return false }
    return g_object_class_find_property(
      UnsafeMutableRawPointer(type).assumingMemoryBound(to: GObjectClass.self), property) != nil
  }

  /// A property in text form, such as `12` for a number (`gst_value_serialize`).
  func string(_ property: String) -> String? {
    guard has(property) else { return nil }
    var value = GValue()
    g_object_get_property(typed(), property, &value)
    defer { g_value_unset(&value) }
    return takeString(gst_value_serialize(&value))
  }

  /// A property that holds a string, as it is.
  func text(_ property: String) -> String? {
    guard has(property) else { return nil }
    var value = GValue()
    g_object_get_property(typed(), property, &value)
    defer { g_value_unset(&value) }
    guard g_type_check_value_holds(&value, g_type_from_name("gchararray")) != 0 else { return nil }
    return g_value_get_string(&value).map { String(cString: $0) }
  }

  /// The number behind a property that holds an enumeration. Unlike the text form it can say what GLib has no name for.
  func enumeration(_ property: String) -> Int? {
    guard has(property) else { return nil }
    var value = GValue()
    g_object_get_property(typed(), property, &value)
    defer { g_value_unset(&value) }
    return Int(g_value_get_enum(&value))
  }

  /// A property that holds an object; the reference is ours.
  func object(_ property: String) -> ObjectReference? {
    bridge_get_object(pointer, property).map { ObjectReference(taking: $0) }
  }

  private func withValue(of type: GType, _ body: (UnsafeMutablePointer<GValue>) -> Void) {
    var value = GValue()
    g_value_init(&value, type)
    body(&value)
    g_value_unset(&value)
  }
}

extension Element {
  func set(_ property: String, _ value: String) { reference.set(property, value) }
  func set(_ property: String, _ value: Int) { reference.set(property, String(value)) }
  func set(_ property: String, _ value: Bool) { reference.set(property, value ? "true" : "false") }
  func set(_ property: String, caps: Caps) { reference.set(property, caps: caps) }
  func string(_ property: String) -> String? { reference.string(property) }
}

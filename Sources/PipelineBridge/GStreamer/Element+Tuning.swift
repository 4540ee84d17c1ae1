import CGStreamer

extension Element {
  /// The properties that can be changed while the element plays, as far as the rule offers them. Reading them can wait
  /// for the element's streaming thread.
  var tunableProperties: [TunableProperty] {
    guard TunableProperty.isOffered(elementClass: kind),
      let type = reference.pointer.assumingMemoryBound(to: GTypeInstance.self).pointee.g_class
    else { return [] }
    var count: guint = 0
    let list = g_object_class_list_properties(
      UnsafeMutableRawPointer(type).assumingMemoryBound(to: GObjectClass.self), &count)
    defer { g_free(list) }
    return (0..<Int(count)).compactMap { index in
      list?[index].flatMap { bridge_is_tunable($0) != 0 ? property($0) : nil }
    }
  }

  private func property(_ spec: UnsafeMutablePointer<GParamSpec>) -> TunableProperty? {
    let name = String(cString: g_param_spec_get_name(spec))
    let blurb = g_param_spec_get_blurb(spec).map { String(cString: $0) } ?? ""
    let type = spec.pointee.value_type
    guard let kind = TunableProperty.Kind(type),
      TunableProperty.isOffered(name, kind)
    else { return nil }
    var value = GValue()
    g_object_get_property(reference.typed(), name, &value)
    defer { g_value_unset(&value) }
    var conversion = Conversion()
    guard let present = try? conversion.json(&value, depth: 0),
      let standard = g_param_spec_get_default_value(spec), let standard = try? conversion.json(standard, depth: 0)
    else { return nil }
    var property = TunableProperty(
      name: name, description: blurb, kind: kind, value: present.redacted, defaultValue: standard)
    switch kind {
    case .integer, .number:
      var minimum = 0.0
      var maximum = 0.0
      bridge_spec_range(spec, &minimum, &maximum)
      guard minimum <= maximum, let now = present.double, let usual = standard.double,
        let range = TunableProperty.range(of: name, declared: minimum...maximum, standard: usual, present: now)
      else { return nil }
      property.minimum = TunableProperty.number(range.lowerBound, isWhole: kind == .integer)
      property.maximum = TunableProperty.number(range.upperBound, isWhole: kind == .integer)
    case .choice, .choices: property.choices = Self.choices(of: type, isFlags: kind == .choices)
    case .boolean, .string: break
    }
    return property
  }

  private static func choices(of type: GType, isFlags: Bool) -> [TunableProperty.Choice] {
    guard let reference = g_type_class_ref(type) else { return [] }
    defer { g_type_class_unref(reference) }
    func choice(_ nick: UnsafePointer<CChar>, _ name: UnsafePointer<CChar>) -> TunableProperty.Choice {
      TunableProperty.Choice(value: String(cString: nick), label: String(cString: name))
    }
    if isFlags {
      let values = reference.assumingMemoryBound(to: GFlagsClass.self).pointee
      return (0..<Int(values.n_values)).map { choice(values.values[$0].value_nick, values.values[$0].value_name) }
    }
    let values = reference.assumingMemoryBound(to: GEnumClass.self).pointee
    return (0..<Int(values.n_values)).map { choice(values.values[$0].value_nick, values.values[$0].value_name) }
  }

  /// Sets a property to a text as it is, without gst-launch's quotes.
  func setText(_ property: String, _ text: String) {
    var value = GValue()
    g_value_init(&value, GType(16 << 2))
    defer { g_value_unset(&value) }
    g_value_set_string(&value, text)
    g_object_set_property(reference.typed(), property, &value)
  }
}

extension TunableProperty.Kind {
  /// GLib's fundamental types by their numbers (gtype.h).
  fileprivate init?(_ type: GType) {
    switch g_type_fundamental(type) >> 2 {
    case 5: self = .boolean
    case 6...11: self = .integer
    case 12: self = .choice
    case 13: self = .choices
    case 14, 15: self = .number
    case 16: self = .string
    default: return nil
    }
  }
}

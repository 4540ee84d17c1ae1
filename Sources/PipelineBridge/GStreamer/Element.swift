import CGStreamer

/// An element (`GstElement`). Its methods may be called from any thread; those that change the state can block and
/// belong on a `QueueExecutor`.
struct Element: Sendable {
  let reference: ObjectReference
  var pointer: UnsafeMutablePointer<GstElement> { reference.typed() }

  init(reference: ObjectReference) { self.reference = reference }

  /// Makes an element (`gst_element_factory_make`).
  /// - Throws: `BridgeError` naming the Debian package to install when there is no such element.
  init(_ factory: String, name: String? = nil) throws {
    try GStreamer.initialize()
    guard let element = gst_element_factory_make(factory, name) else {
      throw BridgeError.missingElements([factory])
    }
    reference = ObjectReference(sinking: element)
  }

  /// Whether an element of this name is installed.
  static func exists(_ factory: String) -> Bool {
    guard (try? GStreamer.initialize()) != nil, let factory = gst_element_factory_find(factory) else { return false }
    gst_object_unref(UnsafeMutableRawPointer(factory))
    return true
  }

  var name: String { takeString(gst_object_get_name(reference.typed())) ?? "" }

  /// The name of the element's type, such as `videotestsrc`.
  var factoryName: String {
    guard let factory = gst_element_get_factory(pointer) else { return name }
    return takeString(gst_object_get_name(UnsafeMutableRawPointer(factory).assumingMemoryBound(to: GstObject.self)))
      ?? name
  }

  var isBin: Bool { bridge_is_bin(pointer) != 0 }

  func staticPad(_ name: String) -> Pad? {
    gst_element_get_static_pad(pointer, name).map { Pad(reference: ObjectReference(taking: $0)) }
  }

  func requestPad(_ name: String, caps: Caps? = nil) -> Pad? {
    guard let template = gst_element_get_pad_template(pointer, "sink_%u"),
      let pad = gst_element_request_pad(pointer, template, name, caps?.pointer)
    else { return nil }
    return Pad(reference: ObjectReference(taking: pad))
  }

  /// The source pads that exist now.
  var sourcePads: [Pad] {
    collect(gst_element_iterate_src_pads(pointer)).map(Pad.init)
  }

  /// The sink pads that exist now.
  var sinkPads: [Pad] {
    collect(gst_element_iterate_sink_pads(pointer)).map(Pad.init)
  }

  /// What a bin holds, without what its children hold.
  var children: [Element] {
    isBin ? collect(gst_bin_iterate_elements(reference.typed())).map(Element.init) : []
  }

  /// Whether source pads can appear later (a template with presence *sometimes*).
  var hasSometimesSourcePads: Bool {
    var list = gst_element_get_pad_template_list(pointer)
    while let node = list {
      if let template = node.pointee.data?.assumingMemoryBound(to: GstPadTemplate.self),
        template.pointee.direction == GST_PAD_SRC, template.pointee.presence == GST_PAD_SOMETIMES
      {
        return true
      }
      list = node.pointee.next
    }
    return false
  }

  func syncStateWithParent() -> Bool { gst_element_sync_state_with_parent(pointer) != 0 }

  @discardableResult
  func setState(_ state: State) -> StateChange { StateChange(gst_element_set_state(pointer, state.gst)) }

  /// Nanoseconds on the clock at which the element's running time is 0.
  var baseTime: ClockTime { gst_element_get_base_time(pointer) }
}

/// Takes what an iterator yields; started over when the collection changes meanwhile, as `gst_iterator_next` asks.
func collect(_ iterator: UnsafeMutablePointer<GstIterator>?) -> [ObjectReference] {
  guard let iterator else { return [] }
  defer { gst_iterator_free(iterator) }
  var objects: [ObjectReference] = []
  var value = GValue()
  while true {
    switch gst_iterator_next(iterator, &value) {
    case GST_ITERATOR_OK:
      if let object = g_value_get_object(&value) { objects.append(ObjectReference(retaining: object)) }
      g_value_unset(&value)
    case GST_ITERATOR_RESYNC:
      objects.removeAll()
      gst_iterator_resync(iterator)
    default:
      return objects
    }
  }
}

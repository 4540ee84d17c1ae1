import CGStreamer

@testable import PipelineBridge

/// The elements of the registry.
enum InstalledElements {
  static var names: [String] {
    var names: [String] = []
    let list = gst_registry_get_feature_list(gst_registry_get(), gst_element_factory_get_type())
    defer { gst_plugin_feature_list_free(list) }
    var node = list
    while let current = node {
      node = current.pointee.next
      let feature = current.pointee.data?.assumingMemoryBound(to: GstObject.self)
      if let name = takeString(gst_object_get_name(feature)) { names.append(name) }
    }
    return names
  }

  static func elementClass(of name: String) -> String? {
    guard let factory = gst_element_factory_find(name) else { return nil }
    defer { gst_object_unref(UnsafeMutableRawPointer(factory)) }
    return gst_element_factory_get_metadata(factory, "klass").map { String(cString: $0) }
  }
}

import CGStreamer

/// The devices that GStreamer knows (`GstDeviceMonitor`).
enum DeviceMonitor {
  struct Device: Sendable {
    let name: String
    /// Such as `/dev/video0`; `nil` for a device that has no file.
    let path: String?
  }

  /// - Parameter category: such as `Video/Source`.
  static func devices(ofClass category: String) -> [Device] {
    guard (try? GStreamer.initialize()) != nil, let monitor = gst_device_monitor_new() else { return [] }
    defer { gst_object_unref(monitor) }
    gst_device_monitor_add_filter(monitor, category, nil)
    guard gst_device_monitor_start(monitor) != 0 else { return [] }
    defer { gst_device_monitor_stop(monitor) }
    var devices: [Device] = []
    var list = gst_device_monitor_get_devices(monitor)
    while let node = list {
      if let device = node.pointee.data?.assumingMemoryBound(to: GstDevice.self) {
        let properties = gst_device_get_properties(device).map(Structure.init(taking:))
        devices.append(
          Device(
            name: takeString(gst_device_get_display_name(device)) ?? category,
            path: properties?.string("device.path") ?? properties?.string("api.v4l2.path")))
        gst_object_unref(device)
      }
      list = g_list_delete_link(node, node)
    }
    return devices
  }
}

import CGStreamer

extension Element {
  /// What the element says it is (`GST_ELEMENT_METADATA_KLASS`), such as `Source/Network`.
  var kind: String { bridge_element_class(reference.pointer).map { String(cString: $0) } ?? "" }

  /// Whether data begins here, and is not made from other data.
  var isSource: Bool { kind.contains("Source") && sinkPads.isEmpty }
  /// Whether data ends here.
  var isSink: Bool { bridge_is_sink_element(reference.pointer) != 0 }
  /// Whether it reads from the network.
  var isNetworkSource: Bool { isSource && (kind.contains("Network") || factoryName.hasPrefix("rtmp")) }
  /// Whether it makes its data at its own pace, on the pipeline's clock (`gst_base_src_is_live`).
  var isLiveSource: Bool { bridge_is_live_source(reference.pointer) != 0 || factoryName == "rtspsrc" }

  /// Whether it can be read from anywhere, as a file can: then it is as fast as it is read (`GST_QUERY_SEEKING`).
  var isSeekable: Bool {
    sourcePads.contains { pad in
      [GST_FORMAT_TIME, GST_FORMAT_BYTES].contains { format in
        guard let query = gst_query_new_seeking(format) else { return false }
        defer { gst_mini_object_unref(UnsafeMutableRawPointer(query).assumingMemoryBound(to: GstMiniObject.self)) }
        var isSeekable: gboolean = 0
        guard gst_pad_query(pad.pointer, query) != 0 else { return false }
        gst_query_parse_seeking(query, nil, &isSeekable, nil, nil)
        return isSeekable != 0
      }
    }
  }

  /// Whether it reads single files, one after the other (`multifilesrc`): they have no pace of their own.
  var readsNumberedFiles: Bool { factoryName.hasPrefix("multifile") || factoryName == "splitfilesrc" }

  /// How long all of it plays (`gst_element_query_duration`); `nil` where that is not known, as of a camera.
  var duration: ClockTime? {
    var duration: gint64 = -1
    guard gst_element_query_duration(pointer, GST_FORMAT_TIME, &duration) != 0, duration > 0 else { return nil }
    return ClockTime(duration)
  }

  /// Where it reads from, in words: an address, a port, a device, a file; `nil` where it says none.
  var place: String? {
    for property in ["location", "uri", "device", "path", "socket-path"] {
      if let text = reference.text(property), !text.isEmpty { return text }
    }
    guard let port = string("port") else { return nil }
    let host = ["address", "host"].lazy.compactMap { reference.text($0) }.first
    return [host, port].compactMap { $0 }.joined(separator: ":")
  }
}

extension Pad {
  /// The elements at which the data that flows here begins, as far as the links stand now.
  var sources: [Element] {
    var found: [Element] = []
    var visited: Set<UnsafeMutableRawPointer> = []
    collectSources(into: &found, &visited)
    return found
  }

  private func collectSources(into found: inout [Element], _ visited: inout Set<UnsafeMutableRawPointer>) {
    guard visited.insert(reference.pointer).inserted, visited.count < 1_000 else { return }
    if let target {
      target.collectSources(into: &found, &visited)
    } else if let parent {
      if parent.isSource, visited.insert(parent.reference.pointer).inserted { found.append(parent) }
      for pad in parent.sinkPads { pad.peer?.collectSources(into: &found, &visited) }
    } else if let ghost {
      ghost.peer?.collectSources(into: &found, &visited)
    }
  }

  /// The pad at a bin's edge that this one stands behind.
  private var ghost: Pad? {
    guard let parent = gst_object_get_parent(reference.typed()) else { return nil }
    let reference = ObjectReference(taking: parent)
    return bridge_is_pad(reference.pointer) != 0 ? Pad(reference: reference) : nil
  }
}

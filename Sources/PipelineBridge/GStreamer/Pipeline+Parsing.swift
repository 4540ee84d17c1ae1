import CGStreamer

extension Pipeline {
  /// Parses gst-launch syntax (`gst_parse_launch_full`).
  /// - Throws: `BridgeError` that names the missing elements with their packages, or what is wrong in the string.
  convenience init(parsing description: PipelineString) throws {
    try GStreamer.initialize()
    if let error = BridgeError(knownFaultIn: description) { throw error }
    ElementNames.avoidClashes(in: description)
    let context = gst_parse_context_new()
    defer { gst_parse_context_free(context) }
    var error: UnsafeMutablePointer<GError>?
    let parsed = gst_parse_launch_full(description.description, context, GST_PARSE_FLAG_FATAL_ERRORS, &error)
    let element = parsed.map { Element(reference: ObjectReference(sinking: $0)) }
    guard let element, error == nil else {
      let isMissing = error.map { $0.pointee.code == Int32(GST_PARSE_ERROR_NO_SUCH_ELEMENT.rawValue) } ?? false
      let message = takeMessage(of: error)
      let missing = Self.missingElements(of: context)
      if isMissing, !missing.isEmpty { throw BridgeError.missingElements(missing) }
      throw BridgeError(
        .syntax,
        "the pipeline cannot be parsed: \(PipelineString.redacting(BoundedText.line(message)))"
          + "\n  \(description.redacted)")
    }
    if bridge_is_pipeline(element.reference.pointer) != 0 {
      self.init(adopting: element)
    } else {
      // The parser returns an element that stands alone as it is.
      try self.init(name: "source")
      add(element)
    }
    for sink in userElements where sink.factoryName == "appsink" { Self.drain(sink) }
  }

  /// Lets an `appsink` of the user's, which no program reads, keep one buffer and wait for nobody.
  private static func drain(_ sink: Element) {
    if sink.string("max-buffers") == "0" { sink.set("max-buffers", 1) }
    sink.set("drop", true)
    sink.set("wait-on-eos", false)
  }

  private static func missingElements(of context: OpaquePointer?) -> [String] {
    guard let names = gst_parse_context_get_missing_elements(context) else { return [] }
    defer { g_strfreev(names) }
    var result: [String] = []
    var index = 0
    while let name = names[index] {
      let text = String(cString: name)
      if !result.contains(text) { result.append(text) }
      index += 1
    }
    return result
  }

  /// The elements that the string names, inside bins that the string makes too, but not those that an element keeps
  /// inside itself.
  var userElements: [Element] { Self.userElements(of: element) }

  private static func userElements(of bin: Element) -> [Element] {
    // The iterator yields the newest first.
    bin.children.reversed().flatMap { child in
      child.factoryName == "bin" ? userElements(of: child) : [child]
    }
  }
}

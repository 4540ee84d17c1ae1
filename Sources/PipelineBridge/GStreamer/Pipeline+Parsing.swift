import CGStreamer

extension Pipeline {
  /// Parses gst-launch syntax (`gst_parse_launch_full`).
  /// - Throws: `BridgeError` that names the missing elements with their packages, or what is wrong in the string.
  convenience init(parsing description: PipelineString) throws {
    try GStreamer.initialize()
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
      throw BridgeError(.syntax, "the pipeline cannot be parsed: \(message)\n  \(description.redacted)")
    }
    if bridge_is_pipeline(element.reference.pointer) != 0 {
      self.init(adopting: element)
    } else {
      // The parser returns an element that stands alone as it is.
      try self.init(name: "source")
      add(element)
    }
  }

  private static func missingElements(of context: OpaquePointer?) -> [String] {
    guard let names = gst_parse_context_get_missing_elements(context) else { return [] }
    defer { g_strfreev(names) }
    var result: [String] = []
    var index = 0
    while let name = names[index] {
      result.append(String(cString: name))
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

extension BridgeError {
  /// Every pad of the pipeline is linked.
  static func noOpenPad(_ description: PipelineString) -> BridgeError {
    var words = "the pipeline leaves no source pad open, so there is nothing to show"
    if let last = description.description.lastIndex(of: "!") {
      let rest = description.description[..<last].trimmingSuffix(while: \.isWhitespace)
      words += ": leave out its last element\n  bridge '\(PipelineString.redacting(String(rest)))'"
    }
    return BridgeError(.noOpenPad, words)
  }
}

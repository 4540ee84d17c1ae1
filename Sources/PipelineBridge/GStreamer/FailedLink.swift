import CGStreamer

/// A link that the pipeline string asks for, to a pad that should have appeared and has not, as `gst_parse_launch`
/// reports (`GST_PARSE_ERROR_DELAYED_LINK`) when the element has all its pads.
struct FailedLink: Equatable {
  struct Source: Equatable {
    let pad: String
    /// Its media type.
    let format: String
  }

  /// The name of the element whose pad it is.
  let element: String
  /// The name of the pad in the string; `nil` for any that fits.
  let pad: String?
  /// The name of the element that it should be linked to.
  let target: String

  /// Reads `failed delayed linking pad video_0 of GstURIDecodeBin named d to some pad of GstVideoConvert named c`.
  init?(_ text: String) {
    guard let start = text.firstRange(of: "linking "), let middle = text[start.upperBound...].firstRange(of: " to ")
    else { return nil }
    let source = text[start.upperBound..<middle.lowerBound]
    guard let element = Self.name(in: source), let target = Self.name(in: text[middle.upperBound...]) else {
      return nil
    }
    self.element = element
    self.target = target
    let words = source.split(separator: " ")
    pad = words.first == "pad" && words.count > 1 ? String(words[1]) : nil
  }

  private static func name(in text: Substring) -> String? {
    text.firstRange(of: " named ").map { String(text[$0.upperBound...].prefix { !$0.isWhitespace }) }
  }

  /// Whether a pad of this name can appear, by the names of the element's templates, such as `src_%u`.
  static func isPossible(_ pad: String, templates: [String]) -> Bool {
    templates.contains { template in
      guard let percent = template.firstIndex(of: "%") else { return template == pad }
      return pad.hasPrefix(template[..<percent])
    }
  }

  /// What happened and what to write instead.
  func words(sources: [Source]) -> String {
    let list = sources.isEmpty ? "no pad" : sources.prefix(6).map { "\($0.pad) (\($0.format))" }.joined(separator: ", ")
    guard let pad else { return "\(element) has nothing that \(target) takes: it has \(list)" }
    if let source = sources.first(where: { $0.pad == pad }) {
      return "\(element).\(pad) gives \(source.format), which \(target) does not take: \(element) has \(list)"
    }
    let instead = instead(of: pad, sources: sources).map {
      "\nWrite \(element).\($0), or \(element). for any that fits."
    }
    return "\(element) has no pad \(pad): it has \(list)\(instead ?? "")"
  }

  /// The pad of the kind that the name says, else the first.
  private func instead(of pad: String, sources: [Source]) -> String? {
    let kind = pad.prefix { $0.isLetter }
    return (sources.first { $0.format.hasPrefix(kind) } ?? sources.first)?.pad
  }
}

extension FailedLink {
  /// Reads a warning from a bus, with the pads that the element has now.
  /// - Returns: `nil` for a warning of another kind.
  static func message(
    _ message: UnsafeMutablePointer<GstMessage>, domain: GQuark?, code: Int, debug: String?
  ) -> Message? {
    guard domain == gst_parse_error_quark(), code == Int(GST_PARSE_ERROR_DELAYED_LINK.rawValue),
      let link = debug?.split(separator: "\n").last.flatMap({ FailedLink(String($0)) }),
      let object = bridge_message_source(message), bridge_is_element(object) != 0
    else { return nil }
    let element = Element(reference: ObjectReference(retaining: object))
    let sources = element.sourcePads.map {
      Source(pad: $0.name, format: ($0.currentCaps ?? $0.possibleCaps()).summary)
    }
    let words = PipelineString.redacting(link.words(sources: sources))
    if let pad = link.pad, !isPossible(pad, templates: element.sourceTemplateNames) {
      return .error(BridgeError(.syntax, words), isTemporary: false)
    }
    return .warning(words)
  }
}

extension Element {
  /// The names of the templates of source pads, such as `src_%u`.
  fileprivate var sourceTemplateNames: [String] {
    var names: [String] = []
    var list = gst_element_get_pad_template_list(pointer)
    while let node = list {
      if let template = node.pointee.data?.assumingMemoryBound(to: GstPadTemplate.self),
        template.pointee.direction == GST_PAD_SRC, let name = template.pointee.name_template
      {
        names.append(String(cString: name))
      }
      list = node.pointee.next
    }
    return names
  }
}

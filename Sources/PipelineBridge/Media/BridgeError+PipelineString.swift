extension BridgeError {
  /// A fault that can be seen in the string, and that the parser has no words for.
  init?(knownFaultIn pipeline: PipelineString) {
    let names = pipeline.elementNames
    // In bins of their own they may have the same name.
    let hasBins = LaunchLexer.tokens(of: Array(pipeline.description)).contains { $0.kind == .open }
    if !hasBins, let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
      self.init(.syntax, "two elements are called \"\(twice)\": give one of them another name\n  \(pipeline.redacted)")
    } else if pipeline.elementTypes.contains("webrtcbin") {
      let rest = PastedPipeline.leavingOut(ends: { $0 == "webrtcbin" }, of: pipeline.description)
      let instead = rest.map { "; leave it out\n  bridge '\(PipelineString.redacting($0))'" }
      self.init(
        .syntax,
        "webrtcbin has no place here: the bridge is the WebRTC peer\(instead ?? ", and pages send it no media")")
    } else {
      return nil
    }
  }

  /// Every pad of the pipeline is linked.
  static func noOpenPad(_ pipeline: PipelineString) -> BridgeError {
    let words = "the pipeline leaves no source pad open, so there is nothing to show"
    let text = pipeline.description
    if let player = pipeline.elementTypes.first(where: { $0.hasPrefix("playbin") }) {
      let address = LaunchLexer.tokens(of: Array(text)).compactMap { token -> String? in
        guard case .assignment("uri", let value) = token.kind else { return nil }
        return "uridecodebin uri=\(PipelineString.quoted(value))"
      }.first
      let instead = PipelineString.redacting(address ?? "uridecodebin uri=…")
      return BridgeError(.noOpenPad, "\(words): \(player) shows it by itself\n  bridge '\(instead)'")
    }
    if let rest = PastedPipeline.leavingOut(ends: showsByItself, of: text) {
      return BridgeError(
        .noOpenPad, "\(words): leave out its last element\n  bridge '\(PipelineString.redacting(rest))'")
    }
    guard let rest = PastedPipeline.leavingOut(ends: { $0.contains("sink") }, of: text) else {
      return BridgeError(.noOpenPad, "\(words): end it in a pad that gives video or audio")
    }
    guard !text.contains("mux") else {
      return BridgeError(
        .noOpenPad,
        "\(words): show it in a branch beside the one that writes\n"
          + "  bridge '… ! tee name=shown ! queue ! … ! filesink location=… shown. ! queue'")
    }
    return BridgeError(
      .noOpenPad, "\(words): leave out its last element\n  bridge '\(PipelineString.redacting(rest))'")
  }

  /// Ends that show or drop what comes.
  private static func showsByItself(_ type: String) -> Bool {
    ["fakesink", "fakevideosink", "fakeaudiosink", "appsink", "webrtcbin", "kmssink", "d3dvideosink"].contains(type)
      || ["autovideosink", "autoaudiosink", "imagesink", "displaysink", "waylandsink", "glsink", "gtksink"].contains(
        where: type.hasSuffix)
      || ["alsasink", "pulsesink", "pipewiresink"].contains(type)
  }
}

extension PipelineString {
  /// The types of the elements in the string.
  var elementTypes: Set<String> {
    Set(LaunchLexer.tokens(of: Array(description)).compactMap(\.element))
  }
}

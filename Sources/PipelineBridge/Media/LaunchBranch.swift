/// Elements of a pipeline string that are linked to each other in a row: `tee. ! queue ! video/x-raw`.
struct LaunchBranch {
  struct Part: Equatable {
    let kind: LaunchToken.Kind
    /// With the properties of an element.
    var range: Range<Int>
    /// `!` before it.
    let link: Range<Int>?
    /// What the user calls the element.
    var name: String?

    /// The name of the element that the part refers to.
    var reference: String? {
      if case .reference(let name, _) = kind { return name }
      return nil
    }

    /// Whether it is a tee, or may be one: those have source pads on request only.
    var isTee: Bool { kind == .element("tee") || reference != nil }
  }

  var parts: [Part]
  /// Whether a link stands behind the last part, at the end of the text.
  var isLinkedFrom = false

  var range: Range<Int> { (parts.first?.range.lowerBound ?? 0)..<(parts.last?.range.upperBound ?? 0) }

  /// The name of the element that the branch begins with, where it is named as a source.
  var source: String? {
    parts.count > 1 || isLinkedFrom ? parts.first?.reference : nil
  }

  static func branches(of text: [Character]) -> [LaunchBranch] {
    var branches: [LaunchBranch] = []
    var link: Range<Int>?
    for token in LaunchLexer.tokens(of: text) {
      switch token.kind {
      case .link: link = token.range
      case .open, .close: link = nil
      case .assignment(let key, let value):
        guard var part = branches.last?.parts.last else { continue }
        part.range = part.range.lowerBound..<token.range.upperBound
        if key == "name" { part.name = value }
        branches[branches.count - 1].parts[branches[branches.count - 1].parts.count - 1] = part
      case .element, .reference, .caps, .address, .quoted, .other:
        let part = Part(kind: token.kind, range: token.range, link: link)
        // A part without a link before it begins a branch, and so does the first one.
        if link != nil, !branches.isEmpty {
          branches[branches.count - 1].parts.append(part)
        } else {
          branches.append(LaunchBranch(parts: [part]))
        }
        link = nil
      }
    }
    if link != nil, !branches.isEmpty { branches[branches.count - 1].isLinkedFrom = true }
    return branches
  }
}

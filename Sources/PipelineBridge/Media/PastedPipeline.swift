/// A pipeline as people paste it, with what belongs to a shell or to another program taken off.
///
/// What only `gst-launch-1.0` or a program of the user's could use is left out: the command with its options, comments,
/// line breaks, a trailing `!`, and the `webrtcbin` or `appsink` at the end.
struct PastedPipeline {
  private(set) var text: [Character]
  /// What was left out, as it stood there, for a notice. Comments and line breaks are not told.
  private(set) var leftOut: [String] = []

  /// - Parameter isOneWord: whether the shell has left comments and line breaks in.
  init(_ text: String, isOneWord: Bool = true) {
    self.text = isOneWord ? Self.joiningLines(Array(text)) : Array(text)
    removeCommand()
    unquote()
    removeTrailingLinks()
    let whole = self
    remove(ends: { $0 == "webrtcbin" })
    if !hasOpenEnd { remove(ends: Self.standsForOpenPad) }
    // Only a branch that receives: better its error than nothing.
    if text.allSatisfy(\.isWhitespace) { self = whole }
    trim()
  }

  private init(tokenizing text: [Character]) { self.text = text }

  /// The pipeline without the elements at the ends of its branches whose type fits; `nil` when there is none.
  static func leavingOut(ends: (String) -> Bool, of text: String) -> String? {
    var pipeline = PastedPipeline(tokenizing: Array(text))
    pipeline.remove(ends: ends)
    pipeline.trim()
    return pipeline.leftOut.isEmpty || pipeline.text.isEmpty ? nil : String(pipeline.text)
  }

  /// Ends through which another program would take what the bridge shows.
  static func standsForOpenPad(_ type: String) -> Bool {
    [
      "appsink", "webrtcsink", "whipsink", "whipclientsink", "awskvswebrtcsink", "livekitwebrtcsink",
      "janusvrwebrtcsink",
    ].contains(type)
  }

  // MARK: The command

  private static let flagsWithValue: Set<String> = [
    "-X", "--exclude", "-i", "--index", "--gst-debug", "--gst-debug-level", "--gst-plugin-path", "--gst-plugin-load",
  ]

  /// Takes off `sudo GST_DEBUG=3 gst-launch-1.0 -e -v`, a prompt, and what a shell does with the output.
  private mutating func removeCommand() {
    var words = words
    let links = words.firstIndex { text[$0] == ["!"] } ?? words.count
    let command = words[..<links].firstIndex { isCommand($0) }
    var first = command.map { $0 + 1 } ?? 0
    if command == nil {
      while first < words.count, isShellWord(words[first]) { first += 1 }
    }
    while first > 0, first < words.count, text[words[first]].first == "-" {
      first += Self.flagsWithValue.contains(String(text[words[first]])) ? 2 : 1
    }
    guard first > 0, first < words.count else { return }
    leftOut.append(String(text[words[0].lowerBound..<words[first - 1].upperBound]))
    text.removeFirst(words[first].lowerBound)
    guard command != nil else { return }
    words = LaunchLexer.tokens(of: text).filter { $0.kind == .other }.map(\.range)
    // `2>&1` too.
    let tail = words.first { word in text[word].first { !$0.isNumber }.map { "&|;<>".contains($0) } ?? false }
    if let start = tail?.lowerBound {
      text.removeSubrange(start...)
      words.removeAll { $0.lowerBound >= start }
    }
    for word in words.reversed() where text[word.lowerBound] == "-" {
      leftOut.append(String(text[word]))
      text.removeSubrange(word)
    }
  }

  /// Ranges of words at white space.
  private var words: [Range<Int>] {
    var words: [Range<Int>] = []
    var index = 0
    while index < text.count {
      if text[index].isWhitespace {
        index += 1
      } else {
        let end = LaunchLexer.endOfWord(text, from: index)
        words.append(index..<end)
        index = end
      }
    }
    return words
  }

  private func isCommand(_ word: Range<Int>) -> Bool {
    let name = String(text[word]).split { $0 == "/" || $0 == "\\" }.last?.lowercased() ?? ""
    return ["gst-launch-1.0", "gst-launch", "gst-launch-1.0.exe", "gst-launch-1.0-debug"].contains(name)
  }

  /// A prompt, `sudo`, or a variable that is set for the command.
  private func isShellWord(_ word: Range<Int>) -> Bool {
    let word = String(text[word])
    if ["$", "%", ">", "sudo", "env", "time", "exec", "bridge"].contains(word) { return true }
    guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { return false }
    return word[..<equals].allSatisfy { $0 == "_" || $0.isNumber || ($0.isASCII && $0.isUppercase) }
  }

  /// Takes off quotes that a shell would: `"video/x-raw,width=640"`, `'text=two words'`.
  private mutating func unquote() {
    for token in LaunchLexer.tokens(of: text).reversed() {
      guard case .quoted(let content) = token.kind else { continue }
      let isPipeline = content.contains(" ! ") || !content.contains("=") || content.prefix { $0 != "=" }.contains("/")
      text.replaceSubrange(token.range, with: isPipeline ? content : PipelineString.escaped(content))
    }
  }

  // MARK: Ends

  private mutating func removeTrailingLinks() {
    let tokens = LaunchLexer.tokens(of: text)
    for (index, token) in tokens.enumerated().reversed() where token.kind == .link {
      let isLast = tokens[(index + 1)...].allSatisfy { $0.kind == .link } || tokens[index + 1].kind == .close
      if isLast { text.removeSubrange(token.range) }
    }
  }

  /// The text with passwords in addresses percent-encoded where that is needed, and notices about it.
  func encodingPasswords() -> (text: [Character], notices: [String]) {
    var result = text
    var isTold = false
    for token in LaunchLexer.tokens(of: text).reversed() {
      guard case .assignment(let key, let value) = token.kind, value.contains("@"), !value.hasPrefix("file:") else {
        continue
      }
      let address = TypedAddress(value)
      isTold = isTold || address.isAmbiguous || address.text != value
      guard !address.isAmbiguous, address.text != value else { continue }
      result.replaceSubrange(token.range, with: "\(key)=\(PipelineString.quoted(address.text))")
    }
    return (result, isTold ? [ShortForm.passwordHint] : [])
  }

  /// Whether a branch ends in something that gives data.
  private var hasOpenEnd: Bool {
    let branches = LaunchBranch.branches(of: text)
    let sources = Set(branches.compactMap(\.source))
    return branches.contains { branch in
      guard let last = branch.parts.last else { return false }
      switch last.kind {
      case .element(let type): return !type.contains("sink") && !sources.contains(last.name ?? "")
      case .reference: return branch.parts.count == 1 && !branch.isLinkedFrom
      default: return true
      }
    }
  }

  /// Removes elements at the ends of branches, and the links to them by name.
  private mutating func remove(ends isEnd: (String) -> Bool) {
    let branches = LaunchBranch.branches(of: text)
    let ends = branches.flatMap(\.parts).filter { part in
      if case .element(let type) = part.kind { return isEnd(type) }
      return false
    }
    guard !ends.isEmpty else { return }
    let names = Set(ends.compactMap(\.name))
    var edits: [(range: Range<Int>, replacement: String)] = []
    for branch in branches {
      let isReceived = branch.source.map(names.contains) ?? (branch.parts.count > 1 && ends.contains(branch.parts[0]))
      if isReceived {
        // What such an element gives: nothing comes here.
        edits.append((branch.range, ""))
        leftOut.append(String(text[branch.range]))
        continue
      }
      for (index, part) in branch.parts.enumerated() {
        let isEnd = ends.contains(part)
        guard isEnd || part.reference.map(names.contains) ?? false else { continue }
        if isEnd { leftOut.append(String(text[part.range])) }
        // A tee has no open pad by itself.
        let needsQueue = index > 0 && branch.parts[index - 1].isTee
        let start = part.link?.lowerBound ?? part.range.lowerBound
        edits.append((start..<part.range.upperBound, needsQueue ? "! queue" : ""))
      }
    }
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      var range = edit.range
      while edit.replacement.isEmpty, range.lowerBound > 0, text[range.lowerBound - 1].isWhitespace {
        range = range.lowerBound - 1..<range.upperBound
      }
      text.replaceSubrange(range, with: Array(edit.replacement))
    }
  }

  private mutating func trim() {
    while text.last?.isWhitespace == true { text.removeLast() }
    text.removeFirst(text.prefix { $0.isWhitespace }.count)
  }
}

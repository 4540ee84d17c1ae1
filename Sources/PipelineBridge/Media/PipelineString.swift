/// A pipeline in gst-launch syntax, from what a person typed: the syntax itself, in one word or in several, or a short
/// form for a common source.
public struct PipelineString: Sendable, Equatable, CustomStringConvertible {
  /// The pipeline in gst-launch syntax.
  public let description: String
  /// Whether `description` was made from a short form.
  public let isExpanded: Bool
  /// What a person should know about how their words were read, a line each.
  public let notices: [String]

  /// The pipeline that the word `test` stands for.
  public static let test = PipelineString(
    description: "videotestsrc is-live=true horizontal-speed=4 ! video/x-raw,width=1280,height=720,framerate=30/1"
      + " ! timeoverlay font-desc=\"Sans 24\"",
    isExpanded: true)

  /// - Parameter words: the words as a shell hands them over; several are joined as `gst-launch` does, so that a space
  ///   inside a word stays part of its value.
  public init(words: [String]) { self.init(words: words, kind: PathKind.init(of:)) }

  /// - Parameter kind: what a path leads to; `nil` when it leads nowhere.
  init(words: [String], kind: (String) -> PathKind?) {
    let text = words.joined(separator: " ")
    // A name with spaces that a shell has taken apart.
    if let pipeline = ShortForm(text, isOneWord: words.count == 1, kind: kind)?.pipeline {
      self = pipeline
    } else {
      let line = words.count == 1 ? text : words.map(Self.escaped).joined(separator: " ")
      self.init(pasted: line, isOneWord: words.count < 2)
    }
  }

  /// A pipeline string that was pasted: without what belongs to a shell, or to the program that it comes from.
  init(pasted line: String, isOneWord: Bool) {
    let pasted = PastedPipeline(line, isOneWord: isOneWord)
    guard !pasted.text.isEmpty else {
      self.init(line)
      return
    }
    let encoded = pasted.encodingPasswords()
    let description = String(encoded.text)
    var notices = encoded.notices
    if !pasted.leftOut.isEmpty {
      notices.append("left out: \(pasted.leftOut.joined(separator: ", ")); the pipeline is: \(description)")
    }
    self.init(description: description, isExpanded: false, notices: notices)
  }

  func replacingDescription(with description: String) -> PipelineString {
    PipelineString(description: description, isExpanded: isExpanded, notices: notices)
  }

  init(description: String, isExpanded: Bool, notices: [String] = []) {
    self.description = description
    self.isExpanded = isExpanded
    self.notices = notices
  }

  /// A pipeline string that is taken as it is.
  public init(_ description: String) { self.init(description: description, isExpanded: false) }

  static func quoted(_ value: String) -> String {
    "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// Keeps the white space of one shell word inside one value, as `gst_parse_launchv` does.
  static func escaped(_ word: String) -> String {
    var result = ""
    var inQuotes = false
    for character in word {
      if character == "\"", !result.hasSuffix("\\") { inQuotes.toggle() }
      if character.isWhitespace, !inQuotes { result.append("\\") }
      result.append(character)
    }
    return result
  }
}

extension PipelineString {
  /// The same with an element behind caps that end a branch (`… ! video/x-raw,width=640`), which is no pipeline for the
  /// parser but what a person means by an open pad.
  var endingInElement: PipelineString {
    var text = Array(description)
    for branch in LaunchBranch.branches(of: text).reversed() {
      guard let last = branch.parts.last, last.kind == .caps, last.link != nil else { continue }
      text.insert(contentsOf: " ! identity", at: last.range.upperBound)
    }
    return replacingDescription(with: String(text))
  }

  /// The same without the user names and passwords in it, for logs, pages and errors.
  public var redacted: String { Self.redacting(description) }

  /// `text` with `***` in place of user names and passwords in addresses, of properties that hold secrets, and of the
  /// secrets of all pipelines that were made into a `Bridge`, wherever they stand.
  public static func redacting(_ text: String) -> String { Redaction.redacting(text) }

  /// Lets `redacting` know the secrets in this pipeline before it is made into a `Bridge`.
  public func rememberSecrets() { Redaction.remember(self) }
}

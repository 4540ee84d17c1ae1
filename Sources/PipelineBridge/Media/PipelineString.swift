import Foundation

/// A pipeline in gst-launch syntax, from what a person typed: the syntax itself, in one word or in several, or a short
/// form for a common source.
public struct PipelineString: Sendable, Equatable, CustomStringConvertible {
  /// The pipeline in gst-launch syntax.
  public let description: String
  /// Whether `description` was made from a short form.
  public let isExpanded: Bool

  /// The pipeline that the word `test` stands for.
  public static let test = PipelineString(
    description: "videotestsrc is-live=true horizontal-speed=4 ! video/x-raw,width=1280,height=720,framerate=30/1"
      + " ! timeoverlay font-desc=\"Sans 24\"",
    isExpanded: true)

  /// - Parameters:
  ///   - words: the words as a shell hands them over; several are joined as `gst-launch` does, so that a space inside
  ///     a word stays part of its value.
  ///   - fileExists: whether a path names a file.
  public init(words: [String], fileExists: (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }) {
    if words.count == 1 {
      self.init(word: words[0].trimmingCharacters(in: .whitespacesAndNewlines), fileExists: fileExists)
    } else {
      self.init(description: words.map(Self.escaped).joined(separator: " "), isExpanded: false)
    }
  }

  private init(word: String, fileExists: (String) -> Bool) {
    if word == "test" {
      self = .test
    } else if let scheme = Self.scheme(of: word) {
      switch scheme {
      case "rtsp", "rtsps", "rtspt", "rtspu":
        self.init(description: "rtspsrc location=\(Self.quoted(word)) latency=0", isExpanded: true)
      case "file", "http", "https":
        self.init(description: "uridecodebin uri=\(Self.quoted(word))", isExpanded: true)
      default:
        self.init(description: word, isExpanded: false)
      }
    } else if Self.isVideoDevice(word) {
      self.init(description: "v4l2src device=\(word)", isExpanded: true)
    } else if word.hasPrefix("/") || word.hasPrefix("./") || word.hasPrefix("../") || word.hasPrefix("~/")
      || (!word.contains("!") && fileExists(word))
    {
      let path = word.hasPrefix("~/") ? NSString(string: word).expandingTildeInPath : word
      self.init(
        description: "uridecodebin uri=\(Self.quoted(URL(fileURLWithPath: path).absoluteString))", isExpanded: true)
    } else {
      self.init(description: word, isExpanded: false)
    }
  }

  func replacingDescription(with description: String) -> PipelineString {
    PipelineString(description: description, isExpanded: isExpanded)
  }

  private init(description: String, isExpanded: Bool) {
    self.description = description
    self.isExpanded = isExpanded
  }

  /// A pipeline string that is taken as it is.
  public init(_ description: String) { self.init(description: description, isExpanded: false) }

  private static func scheme(of word: String) -> String? {
    guard let colon = word.range(of: "://"), !word[..<colon.lowerBound].contains(where: { !$0.isLetter }) else {
      return nil
    }
    return word[..<colon.lowerBound].lowercased()
  }

  private static func isVideoDevice(_ word: String) -> Bool {
    word.hasPrefix("/dev/video") && !word.dropFirst("/dev/video".count).isEmpty
      && word.dropFirst("/dev/video".count).allSatisfy(\.isNumber)
  }

  private static func quoted(_ value: String) -> String {
    "\"" + value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
  }

  /// Keeps the white space of one shell word inside one value, as `gst_parse_launchv` does.
  private static func escaped(_ word: String) -> String {
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
  /// The same with an element at its end where it ends in caps (`… ! video/x-raw,width=640`), which is no pipeline for
  /// the parser but what a person means by an open pad.
  var endingInElement: PipelineString {
    guard let last = description.lastIndex(of: "!"),
      description[description.index(after: last)...].prefixMatch(of: /\s*[a-z]+\/[a-zA-Z0-9.+\-]+\s*(,|\(|$)/) != nil
    else { return self }
    return PipelineString(description: description + " ! identity", isExpanded: isExpanded)
  }

  /// The same without the user names and passwords in it, for logs, pages and errors.
  public var redacted: String { Self.redacting(description) }

  /// `text` with `***` in place of user names and passwords in addresses, of properties that hold secrets, and of the
  /// secrets of all pipelines that were made into a `Bridge`, wherever they stand.
  public static func redacting(_ text: String) -> String { Redaction.redacting(text) }

  /// Lets `redacting` know the secrets in this pipeline before it is made into a `Bridge`.
  public func rememberSecrets() { Redaction.remember(self) }
}

extension Substring {
  func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var end = endIndex
    while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}

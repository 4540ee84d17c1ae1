import Foundation

/// A common source in a few letters: a file, an address, a camera, `test`.
struct ShortForm {
  let pipeline: PipelineString

  /// - Parameters:
  ///   - text: what was typed, in one piece.
  ///   - isOneWord: whether the shell saw one word.
  ///   - kind: what a path leads to; `nil` when it leads nowhere.
  /// - Returns: `nil` when the text is no short form.
  init?(_ text: String, isOneWord: Bool, kind: (String) -> PathKind?) {
    let word = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !word.isEmpty else { return nil }
    if word == "test" {
      let isFile = Self.isFile(kind(word))
      pipeline =
        isFile
        ? PipelineString(
          description: PipelineString.test.description, isExpanded: true,
          notices: ["test is the test picture; the file of this name is ./test"])
        : .test
    } else if let path = [text, word].first(where: { Self.isFile(kind($0)) }) {
      pipeline = Self.file(path, kind(path))
    } else if let scheme = Self.scheme(of: word), isOneWord || !Self.hasMoreBehind(word) {
      guard let pipeline = Self.address(word, scheme: scheme, kind: kind) else { return nil }
      self.pipeline = pipeline
    } else if Self.looksLikePath(word) {
      let path = word.hasPrefix("~/") ? NSString(string: word).expandingTildeInPath : word
      pipeline = Self.file(path, kind(path))
    } else {
      return nil
    }
  }

  /// Whether a name that exists stands for itself, whatever it is called.
  private static func isFile(_ kind: PathKind?) -> Bool {
    switch kind {
    case .file, .stillPicture, .camera: true
    case .folder, .other, nil: false
    }
  }

  /// Whether a word is a path although it leads nowhere: it is better to say that the file is missing.
  private static func looksLikePath(_ word: String) -> Bool {
    if ["/", "./", "../", "~/"].contains(where: word.hasPrefix) {
      return !word.contains(" ! ") && !word.contains("/gst-launch")
    }
    guard !word.contains(where: \.isWhitespace) else { return false }
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let ending = parts.last?.lowercased() else { return false }
    return !word.contains("!") && !word.contains("=") && fileEndings.contains(ending)
  }

  private static let fileEndings: Set<String> = [
    "mp4", "m4v", "mov", "mkv", "webm", "avi", "ts", "mts", "m2ts", "mpg", "mpeg", "flv", "ogv", "3gp", "wmv", "h264",
    "h265", "mjpg", "mjpeg", "mp3", "m4a", "wav", "flac", "ogg", "opus", "aac", "jpg", "jpeg", "png", "gif", "webp",
    "bmp", "svg", "tif", "tiff",
  ]

  // MARK: Files

  private static func file(_ path: String, _ kind: PathKind?) -> PipelineString {
    if kind == .camera || (kind == nil && isVideoDevice(path)) {
      return PipelineString(description: "v4l2src device=\(value(path))", isExpanded: true)
    }
    if case .stillPicture(let decoder) = kind {
      // Scaled once and encoded only while somebody watches. Five a second: a viewer who joins does not wait.
      return PipelineString(
        description: "filesrc location=\(value(path)) ! \(decoder) ! videoscale"
          + " ! video/x-raw,width=[1,1920],height=[1,1920],pixel-aspect-ratio=1/1"
          + " ! imagefreeze is-live=true ! video/x-raw,framerate=5/1",
        isExpanded: true)
    }
    return PipelineString(
      description: "uridecodebin uri=\(PipelineString.quoted(URL(fileURLWithPath: path).absoluteString))",
      isExpanded: true)
  }

  private static func isVideoDevice(_ path: String) -> Bool {
    let number = path.dropFirst("/dev/video".count)
    return path.hasPrefix("/dev/video") && !number.isEmpty && number.allSatisfy(\.isNumber)
  }

  /// A value, in quotes where it needs them.
  private static func value(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-:".contains($0)) }
    return isPlain ? text : PipelineString.literal(text)
  }

  // MARK: Addresses

  private static func scheme(of word: String) -> String? {
    guard let colon = word.range(of: "://"), colon.lowerBound > word.startIndex,
      word[..<colon.lowerBound].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else { return nil }
    return word[..<colon.lowerBound].lowercased()
  }

  private static func address(_ word: String, scheme: String, kind: (String) -> PathKind?) -> PipelineString? {
    if scheme == "file" { return fileAddress(word, kind: kind) }
    let address = TypedAddress(word)
    let text = PipelineString.quoted(address.text)
    let notices = address.isAmbiguous ? [passwordHint] : []
    switch scheme {
    case "rtsp", "rtsps", "rtspt", "rtspu":
      return PipelineString(
        description: "rtspsrc location=\(text) latency=0", isExpanded: true, notices: notices)
    case "http", "https", "srt", "rtmp", "rtmps", "rtmpt", "udp":
      return PipelineString(description: "uridecodebin uri=\(text)", isExpanded: true, notices: notices)
    default: return nil
    }
  }

  /// Whether an address is only the beginning of a pipeline. A password may have spaces.
  private static func hasMoreBehind(_ word: String) -> Bool {
    word.contains(" ! ") || word[(word.lastIndex(of: "@") ?? word.startIndex)...].contains(where: \.isWhitespace)
  }

  static let passwordHint =
    "in a password that is part of an address, write %40 for @, %23 for #, %2F for /, %3F for ? and %25 for %"

  /// The address of a file, which may have characters that should have been escaped.
  private static func fileAddress(_ word: String, kind: (String) -> PathKind?) -> PipelineString {
    let rest = word.dropFirst("file://".count)
    let path = String(rest.hasPrefix("localhost/") ? rest.dropFirst("localhost".count) : rest)
    let candidates = [path, path.removingPercentEncoding].compactMap { $0 }
    guard let path = candidates.first(where: { kind($0) != nil }) else {
      return PipelineString(description: "uridecodebin uri=\(PipelineString.quoted(word))", isExpanded: true)
    }
    return file(path, kind(path))
  }
}

import Foundation
import RegexBuilder
import Synchronization

/// Keeps secrets out of all that is shown: logs, errors, pages, the API. What a secret looks like is known by rule (names
/// and passwords in addresses, properties that are called so), and what they are is remembered from every pipeline that
/// is run, because elements repeat them in forms of their own.
enum Redaction {
  private static let replacement = "***"
  /// A shorter one would be found in every other word.
  private static let shortestSecret = 4
  private static let known = Mutex<[String]>([])

  /// Remembers the secrets of a pipeline that is going to run. Any thread.
  static func remember(_ pipeline: PipelineString) {
    let text = pipeline.description
    var found = text.matches(of: properties).compactMap { unquoted($0.3) }
    for match in text.matches(of: addresses) {
      guard let user = userInformation(of: match.1) else { continue }
      let decoded = user.removingPercentEncoding ?? user
      let password = { (text: String) in text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) } }
      // As `Authorization: Basic` has it (RFC 7617).
      found +=
        [user, decoded, Data(decoded.utf8).base64EncodedString()]
        + [password(user), password(decoded)].compactMap { $0 }
    }
    let secrets = Set(found.filter { $0.utf8.count >= shortestSecret })
    // The longest first: one may be a part of another.
    known.withLock { $0 = Set($0).union(secrets).sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) } }
  }

  /// The text with every secret in it replaced.
  static func redacting(_ text: String) -> String {
    var text = text
    for secret in known.withLock({ $0 }) where text.contains(secret) { text.replace(secret, with: replacement) }
    // Most texts need no second look.
    guard text.utf8.contains(UInt8(ascii: "=")) || text.utf8.contains(UInt8(ascii: "@")) else { return text }
    text.replace(userInformation) { "\($0.1)\(replacement)@" }
    text.replace(properties) { "\($0.1)\($0.2)\(replacement)" }
    return text
  }

  /// Whether a field of this name holds a secret.
  static func isSecret(name: String) -> Bool { name.wholeMatch(of: secretName) != nil }

  // MARK: What secrets look like

  // Computed, because a `Regex` may not be shared between threads.

  private static var secretName: some RegexComponent<Substring> {
    /(?:\w+[\-_])*(?:pw|pwd|passwd|password|passphrase|secret|token|cookies?|authorization|auth|credentials?|api-?key)/
      .ignoresCase()
  }

  /// A property, a parameter of an address, or a field, with its value: name, the sign between, value. An encoder has a
  /// property `pass` that is none.
  private static var properties: Regex<(Substring, Substring, Substring, Substring)> {
    Regex {
      Capture {
        ChoiceOf {
          /[?&]pass/.ignoresCase()
          Regex {
            Anchor.wordBoundary
            secretName
          }
        }
      }
      Capture(/\s*=\s*(?:\([a-z]+\))?/)
      Capture(/"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&"']+/)
    }
  }

  /// What stands before the last `@` of an address's authority (RFC 3986, section 3.2.1).
  private static var userInformation: Regex<(Substring, Substring)> {
    /(\b[a-zA-Z][a-zA-Z0-9+.\-]*:\/\/)[^\s\/"]*@/
  }

  /// All that may belong to an address, behind its scheme.
  private static var addresses: Regex<(Substring, Substring)> { /\b[a-zA-Z][a-zA-Z0-9+.\-]*:\/\/([^\s"]+)/ }

  private static func userInformation(of address: Substring) -> String? {
    guard let at = address.prefix(while: { $0 != "?" && $0 != "#" }).lastIndex(of: "@") else { return nil }
    let user = address[..<at]
    guard let slash = user.firstIndex(of: "/") else { return String(user) }
    // An `@` in the path, or a password with a slash, which should have been written as %2F.
    let authority = user[..<slash]
    if let at = authority.lastIndex(of: "@") { return String(authority[..<at]) }
    let port = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
    return port.map { $0.allSatisfy(\.isNumber) } ?? true ? nil : String(user)
  }

  private static func unquoted(_ value: Substring) -> String {
    let isQuoted = value.count > 1 && (value.first == "\"" || value.first == "'") && value.last == value.first
    return String(isQuoted ? value.dropFirst().dropLast() : value)
  }
}

extension JSONValue {
  /// The same without the secrets that are in it.
  var redacted: JSONValue {
    switch self {
    case .string(let text): .string(Redaction.redacting(text))
    case .array(let values): .array(values.map(\.redacted))
    case .object(let fields):
      .object(
        fields.reduce(into: [:]) { fields, field in
          fields[field.key] = Redaction.isSecret(name: field.key) ? .string("***") : field.value.redacted
        })
    case .null, .bool, .integer, .unsigned, .number: self
    }
  }
}

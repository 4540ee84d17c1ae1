import Foundation
import Synchronization

/// Keeps secrets out of logs, errors, pages and the API. `SecretScanner` knows what secrets look like; the secrets of
/// every pipeline that runs are remembered too, because elements repeat them in forms of their own.
enum Redaction {
  private static let replacement = "***"
  /// A shorter one is part of too many words.
  private static let shortestSecret = 3
  private static let known = Mutex<[KnownSecret]>([])

  /// Remembers the secrets of a pipeline that is going to run. Any thread.
  static func remember(_ pipeline: PipelineString) {
    let bytes = Array(pipeline.description.utf8)
    var secrets: Set<String> = []
    for finding in SecretScanner.findings(in: pipeline.description) {
      let text = String(decoding: bytes[finding.range], as: UTF8.self)
      switch finding.kind {
      case .value: secrets.formUnion(forms(ofValue: text))
      case .userInformation: secrets.formUnion(forms(ofUser: text))
      }
    }
    let found = secrets.filter(isWorthKnowing).map(KnownSecret.init)
    known.withLock { known in
      // The longest first: one may be a part of another.
      known = Set(known).union(found).sorted { $0.bytes.count > $1.bytes.count }
    }
  }

  /// The text with every secret in it replaced. Linear in its length.
  static func redacting(_ text: String) -> String {
    let known = known.withLock { $0 }
    let findings = SecretScanner.findings(in: text)
    guard !findings.isEmpty || !known.isEmpty else { return text }
    var bytes = Array(text.utf8)
    if !findings.isEmpty { bytes = replacing(findings.map(\.range), in: bytes) }
    for secret in known {
      let places = secret.places(in: bytes)
      if !places.isEmpty { bytes = replacing(places, in: bytes) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a field of this name holds a secret.
  static func isSecret(name: String) -> Bool { SecretName.matches(name.lowercased()) }

  private static func isWorthKnowing(_ secret: String) -> Bool {
    // A short number stands in many texts, and so do words that are no secrets: `auth=basic`.
    guard !["true", "false", "none", "null", "auto", "basic", "digest"].contains(secret.lowercased()) else {
      return false
    }
    return secret.utf8.count > shortestSecret
      || (secret.utf8.count == shortestSecret && !secret.utf8.allSatisfy(\.isDigit))
  }

  private static func forms(ofValue value: String) -> [String] {
    let isQuoted = value.utf8.count > 1 && value.utf8.first?.isQuote == true && value.utf8.last == value.utf8.first
    let plain = isQuoted ? String(value.dropFirst().dropLast()) : value
    return [plain, unescaped(plain)]
  }

  private static func forms(ofUser user: String) -> [String] {
    let decoded = unescaped(user.removingPercentEncoding ?? user)
    let passwords = [user, decoded].compactMap { text in
      text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) }
    }
    // As `Authorization: Basic` has it (RFC 7617).
    return passwords + [user, decoded, Data(decoded.utf8).base64EncodedString()]
  }

  private static func unescaped(_ text: String) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      isEscaped = character == "\\" && !isEscaped
      if !isEscaped { result.append(character) }
    }
    return result
  }

  private static func replacing(_ ranges: [Range<Int>], in bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var end = 0
    for range in ranges {
      result += bytes[end..<range.lowerBound]
      result += replacement.utf8
      end = range.upperBound
    }
    return result + bytes[end...]
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

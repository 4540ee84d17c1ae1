/// The hash of a peer's DTLS certificate (RFC 8122, section 5).
struct Fingerprint: Sendable, Equatable, CustomStringConvertible {
  enum Hash: String, Sendable {
    case sha256 = "sha-256"
    case sha384 = "sha-384"
    case sha512 = "sha-512"

    var byteCount: Int {
      switch self {
      case .sha256: 32
      case .sha384: 48
      case .sha512: 64
      }
    }
  }

  let hash: Hash
  /// Pairs of upper-case hexadecimal digits, joined by colons.
  let value: String

  /// Nil where the hash is another one, or the value has not its length.
  init?(_ text: Substring) {
    let parts = text.parts(by: " ")
    guard parts.count == 2, let hash = Hash(rawValue: parts[0].lowercased()) else { return nil }
    let bytes = parts[1].parts(by: ":")
    guard bytes.count == hash.byteCount,
      bytes.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isHexDigit) })
    else { return nil }
    self.hash = hash
    self.value = parts[1].uppercased()
  }

  var description: String { "\(hash.rawValue) \(value)" }
}

import CGStreamer
import Foundation
import Synchronization

/// The certificates that a peer has shown in its DTLS handshake.
///
/// webrtcbin 1.22 takes any certificate, whatever the description's `a=fingerprint` says (RFC 8827, section 6.5, has
/// it refused). Its `dtlsdec`, known when it is added, tells the peer's in `peer-pem`, before it derives any key.
final class PeerCertificate: Sendable {
  private struct Seen {
    var pems: [String] = []
    var connections: [SignalConnection] = []
  }

  private let seen = Mutex(Seen())

  /// Begins to listen. To be called once, before webrtcbin has made its transports.
  func watch(_ bin: Element) {
    let adding = bin.reference.connect("deep-element-added") { [weak self] arguments in
      guard let element = arguments.object(2).map(Element.init), element.factoryName == "dtlsdec" else { return }
      let showing = element.reference.connect("notify::peer-pem") { [weak self] arguments in
        guard let pem = arguments.object(0)?.text("peer-pem") else { return }
        self?.seen.withLock { $0.pems.append(pem) }
      }
      self?.seen.withLock { $0.connections.append(showing) }
    }
    seen.withLock { $0.connections.append(adding) }
  }

  func close() {
    // Disconnected outside of the lock: a handler that runs now may be waiting for it.
    let connections = seen.withLock { seen in
      defer { seen.connections = [] }
      return seen.connections
    }
    for connection in connections { connection.disconnect() }
  }

  /// Whether the peer has shown a certificate, and none but the one with this hash.
  func matches(_ fingerprint: Fingerprint) -> Bool {
    let pems = seen.withLock { $0.pems }
    return !pems.isEmpty && pems.allSatisfy { Fingerprint(fingerprint.hash, ofPEM: $0) == fingerprint }
  }
}

extension Fingerprint {
  /// - Parameter pem: a certificate (RFC 7468, section 5).
  init?(_ hash: Hash, ofPEM pem: String) {
    let lines = pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
    guard let der = Data(base64Encoded: lines.joined()), !der.isEmpty,
      let digest = takeString(
        Array(der).withUnsafeBufferPointer {
          g_compute_checksum_for_data(hash.checksum, $0.baseAddress, gsize($0.count))
        })
    else { return nil }
    let digits = Array(digest.uppercased())
    let bytes = stride(from: 0, to: digits.count, by: 2).map { String(digits[$0..<min($0 + 2, digits.count)]) }
    self.init("\(hash.rawValue) \(bytes.joined(separator: ":"))")
  }
}

extension Fingerprint.Hash {
  fileprivate var checksum: GChecksumType {
    switch self {
    case .sha256: G_CHECKSUM_SHA256
    case .sha384: G_CHECKSUM_SHA384
    case .sha512: G_CHECKSUM_SHA512
    }
  }
}

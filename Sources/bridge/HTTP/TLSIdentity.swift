import CCertificate
import Foundation
import NIOSSL

/// The certificate and key that the server shows (HTTPS).
struct TLSIdentity: Sendable {
  let configuration: TLSConfiguration
  /// SHA-256 of the certificate, as browsers show it: `AB:CD:…`.
  let fingerprint: String

  /// - Parameters: PEM files: a chain, the server's own certificate first, and its key.
  init(certificate path: String, key keyPath: String) throws {
    let chain = try Self.reading(path) { try NIOSSLCertificate.fromPEMFile(path) }
    try self.init(chain: chain, key: Self.reading(keyPath) { try NIOSSLPrivateKey(file: keyPath, format: .pem) })
  }

  /// A certificate made now, good for a year, that nobody but us has signed.
  /// - Parameter names: DNS names and addresses, IPv6 ones in brackets.
  init(selfSignedFor names: Set<String>) throws {
    var certificate: UnsafeMutablePointer<CChar>?
    var key: UnsafeMutablePointer<CChar>?
    guard certificate_make(names.sorted().map(Self.alternativeName).joined(separator: ","), &certificate, &key),
      let certificate, let key
    else { throw TLSError("no certificate can be made for \(names.sorted().joined(separator: ", "))") }
    defer {
      free(certificate)
      free(key)
    }
    try self.init(
      chain: NIOSSLCertificate.fromPEMBytes(Array(String(cString: certificate).utf8)),
      key: NIOSSLPrivateKey(bytes: Array(String(cString: key).utf8), format: .pem))
  }

  private init(chain: [NIOSSLCertificate], key: NIOSSLPrivateKey) throws {
    guard let first = chain.first else { throw TLSError("there is no certificate in the file") }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    self.configuration = configuration
    fingerprint = try Self.fingerprint(ofDER: first.toDERBytes())
    do {
      // What does not fit together is found now, not at the first connection.
      _ = try NIOSSLContext(configuration: configuration)
    } catch {
      throw TLSError("the key does not belong to the certificate")
    }
  }

  /// In OpenSSL's syntax.
  private static func alternativeName(_ name: String) -> String {
    if name.hasPrefix("[") { return "IP:\(name.dropFirst().dropLast())" }
    var address = in_addr()
    return inet_pton(AF_INET, name, &address) == 1 ? "IP:\(name)" : "DNS:\(name)"
  }

  private static func fingerprint(ofDER bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    certificate_sha256(bytes, bytes.count, &digest)
    return digest.map { String(format: "%02X", $0) }.joined(separator: ":")
  }

  private static func reading<Value>(_ path: String, _ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch {
      guard FileManager.default.isReadableFile(atPath: path) else { throw TLSError("\(path) cannot be read") }
      throw TLSError("\(path) is no PEM file of the kind that is wanted here")
    }
  }
}

/// The certificate or its key cannot be used.
struct TLSError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

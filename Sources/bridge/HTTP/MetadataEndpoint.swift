import HTTPTypes
import NIOCore
import PipelineBridge

/// `POST /api/metadata`: a program on this host shows what it has found.
struct MetadataEndpoint: Sendable {
  static let path = "/api/metadata"

  let bridge: Bridge

  func reply(to request: HTTPRequest, body: [UInt8], isFromThisHost: Bool) async -> Reply {
    guard request.method == .post else { return .methodNotAllowed("POST") }
    guard isFromThisHost else { return .problem(.forbidden, "metadata is taken from this host only") }
    guard request.mediaType == "application/json" else {
      return .problem(.unsupportedMediaType, "send Content-Type: application/json")
    }
    do {
      try await bridge.post(MetadataPost(json: body))
      return Reply(.noContent)
    } catch let error as BridgeError {
      return error.code == .tooFast
        ? .problem(.tooManyRequests, error.message, headers: [.retryAfter: "1"])
        : .problem(.unprocessableContent, error.message)
    } catch {
      return .problem(.internalServerError, "\(error)")
    }
  }
}

extension Channel {
  /// Whether the other end is on this host: a loopback address, the very address that it has connected to, or a socket
  /// in the file system.
  var isFromThisHost: Bool {
    if let address = remoteAddress?.ipAddress, address == localAddress?.ipAddress { return true }
    return switch remoteAddress {
    case .v4(let address): UInt32(bigEndian: address.address.sin_addr.s_addr) >> 24 == 127
    case .v6(let address):
      withUnsafeBytes(of: address.address.sin6_addr) { bytes in
        bytes.elementsEqual(Self.loopback) || (bytes.starts(with: Self.mappedPrefix) && bytes[12] == 127)
      }
    case .unixDomainSocket: true
    case nil: localAddress?.pathname != nil
    }
  }

  /// IPv4 within IPv6 (RFC 4291, section 2.5.5.2).
  private static var mappedPrefix: [UInt8] { Array(repeating: 0, count: 10) + [0xff, 0xff] }
  private static var loopback: [UInt8] { Array(repeating: 0, count: 15) + [1] }
}

import Foundation
import HTTPTypes
import PipelineBridge

/// The WHEP endpoint and its session resources (draft-ietf-wish-whep-03): values in, values out, no HTTP framework.
struct WHEPEndpoint: Sendable {
  static let path = "/whep"
  /// A body may be this long, in bytes.
  static let bodyLimit = 65_536

  static let mediaType = "application/sdp"

  let bridge: Bridge
  /// How many offers are looked at.
  let offers: RateLimit
  /// Whether the request comes from a page of another origin, which may watch and nothing else.
  let watchesOnly: Bool

  static func owns(_ path: String) -> Bool { path == Self.path || path.hasPrefix(Self.path + "/") }

  /// The session that a path names.
  static func session(_ path: String) -> String? {
    path.hasPrefix(Self.path + "/") ? String(path.dropFirst(Self.path.count + 1)) : nil
  }

  /// - Parameter path: one that it owns, without the query.
  func reply(to request: HTTPRequest, path: String, body: [UInt8]) async -> Reply {
    guard let id = Self.session(path) else { return await replyAtEndpoint(request, body: body) }
    return await replyAtSession(request, id: id, body: body)
  }

  private func replyAtEndpoint(_ request: HTTPRequest, body: [UInt8]) async -> Reply {
    switch request.method {
    case .post: await create(request, body: body)
    case .options: Reply(.noContent, headers: [.acceptPost: Self.mediaType, .allow: Self.methods])
    // Not 405: WebRTC-HTTP clients look whether something is here (RFC 9725, section 4.2).
    case .get: Reply(.noContent)
    case .head: Reply(.ok, type: Self.mediaType)
    default: .methodNotAllowed(Self.methods)
    }
  }

  private static let methods = "POST, GET, HEAD, OPTIONS"

  private func create(_ request: HTTPRequest, body: [UInt8]) async -> Reply {
    guard request.mediaType == Self.mediaType else {
      return .problem(
        .unsupportedMediaType, "an offer is sent as \(Self.mediaType)", headers: [.acceptPost: Self.mediaType])
    }
    guard offers.take() else {
      return .problem(.tooManyRequests, "too many offers: try again in a second", headers: [.retryAfter: "1"])
    }
    guard let text = String(validating: body, as: UTF8.self) else {
      return .problem(.badRequest, "the offer is not UTF-8 text")
    }
    do {
      let viewer = try await bridge.answer(
        SessionDescription(kind: .offer, sdp: text), watchesOnly: watchesOnly)
      guard !Task.isCancelled else {
        await viewer.close()
        throw CancellationError()
      }
      let answer = await viewer.localDescription.sdp
      // Relative to the request's address, which a proxy may serve under a path.
      return Reply(
        .created, headers: [.location: "whep/\(viewer.id)", .eTag: Self.entityTag], type: Self.mediaType,
        body: Array(answer.utf8))
    } catch {
      return .refusal(error)
    }
  }
}

extension HTTPRequest {
  /// The content type without its parameters, in lower case.
  var mediaType: String? {
    headerFields[.contentType]?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
  }
}

extension Reply {
  /// What an error of the bridge's means to a WHEP client.
  static func refusal(_ error: any Error) -> Reply {
    if let error = error as? SignalingError {
      return .problem(error.code == .malformed ? .badRequest : .unprocessableContent, error.detail)
    }
    let message = PipelineString.redacting("\(error)")
    switch (error as? BridgeError)?.code {
    case .notLive: return .problem(.conflict, message, headers: [.retryAfter: "1"])
    // On demand, the viewer's offer starts the source.
    case .source: return .problem(.serviceUnavailable, message, headers: [.retryAfter: "5"])
    case .viewerLimit, .resources: return .problem(.serviceUnavailable, message, headers: [.retryAfter: "2"])
    case .noEncoder, .unsupportedMedia: return .problem(.unprocessableContent, message)
    default: return .problem(.internalServerError, message)
    }
  }
}

extension HTTPField.Name {
  static let acceptPost = HTTPField.Name("Accept-Post")!
}

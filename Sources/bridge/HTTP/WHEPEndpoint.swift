import Foundation
import HTTPTypes
import PipelineBridge

/// The WHEP endpoint and its session resources (draft-ietf-wish-whep-03): values in, values out, no HTTP framework.
struct WHEPEndpoint: Sendable {
  static let path = "/whep"
  /// A body may be this long, in bytes.
  static let bodyLimit = 65_536

  private static let mediaType = "application/sdp"
  // There is no ICE restart (webrtcbin has none), so a session has one ICE session, and one tag, for its life.
  private static let entityTag = "\"ice-0\""

  let bridge: Bridge

  /// - Parameter path: without the query.
  /// - Returns: `nil` when the path belongs to somebody else.
  func reply(to request: HTTPRequest, path: String, body: [UInt8]) async -> Reply? {
    if path == Self.path { return await replyAtEndpoint(request, body: body) }
    guard path.hasPrefix(Self.path + "/") else { return nil }
    return await replyAtSession(request, id: String(path.dropFirst(Self.path.count + 1)))
  }

  // MARK: Endpoint

  private func replyAtEndpoint(_ request: HTTPRequest, body: [UInt8]) async -> Reply {
    switch request.method {
    case .post: await create(request, body: body)
    case .options: Reply(.noContent, headers: [.acceptPost: Self.mediaType, .allow: Self.endpointMethods])
    // Not 405: WebRTC-HTTP clients look whether something is here (RFC 9725, section 4.2).
    case .get: Reply(.noContent)
    case .head: Reply(.ok, type: Self.mediaType)
    default: .methodNotAllowed(Self.endpointMethods)
    }
  }

  private static let endpointMethods = "POST, GET, HEAD, OPTIONS"
  private static let sessionMethods = "DELETE, GET, HEAD, OPTIONS"

  private func create(_ request: HTTPRequest, body: [UInt8]) async -> Reply {
    let type = request.headerFields[.contentType]?.split(separator: ";").first.map {
      $0.trimmingCharacters(in: .whitespaces).lowercased()
    }
    guard type == Self.mediaType else {
      return .problem(
        .unsupportedMediaType, "an offer is sent as \(Self.mediaType)", headers: [.acceptPost: Self.mediaType])
    }
    guard let text = String(validating: body, as: UTF8.self) else {
      return .problem(.badRequest, "the offer is not UTF-8 text")
    }
    do {
      let viewer = try await bridge.answer(SessionDescription(kind: .offer, sdp: text))
      let answer = await viewer.localDescription.sdp
      return Reply(
        .created, headers: [.location: "\(Self.path)/\(viewer.id)", .eTag: Self.entityTag], type: Self.mediaType,
        body: Array(answer.utf8))
    } catch let error as SignalingError {
      return .problem(error.code == .malformed ? .badRequest : .unprocessableContent, error.detail)
    } catch let error as BridgeError {
      return reply(to: error)
    } catch {
      return .problem(.internalServerError, "\(error)")
    }
  }

  private func reply(to error: BridgeError) -> Reply {
    switch error.code {
    case .notLive: .problem(.conflict, error.message, headers: [.retryAfter: "1"])
    case .noEncoder, .unsupportedMedia: .problem(.unprocessableContent, error.message)
    default: .problem(.internalServerError, error.message)
    }
  }

  // MARK: Session

  private func replyAtSession(_ request: HTTPRequest, id: String) async -> Reply {
    if request.method == .options { return Reply(.noContent, headers: [.allow: Self.sessionMethods]) }
    guard let viewer = await bridge.viewer(id) else { return .problem(.notFound, "there is no such session") }
    switch request.method {
    case .delete:
      await viewer.close()
      return Reply(.ok)
    case .get, .head: return Reply(.noContent)
    default: return .methodNotAllowed(Self.sessionMethods)
    }
  }
}

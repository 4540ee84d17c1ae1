import HTTPTypes
import PipelineBridge

/// A session resource, from its 201 to its DELETE.
extension WHEPEndpoint {
  /// There is no ICE restart (webrtcbin has none), so a session has one ICE session, and one tag, for its life.
  static let entityTag = "\"ice-0\""

  private static let methods = "DELETE, PATCH, GET, HEAD, OPTIONS"
  private static let fragmentType = "application/trickle-ice-sdpfrag"

  func replyAtSession(_ request: HTTPRequest, id: String, body: [UInt8]) async -> Reply {
    if request.method == .options {
      return Reply(.noContent, headers: [.allow: Self.methods, .acceptPatch: Self.fragmentType])
    }
    guard let viewer = await bridge.viewer(id) else { return .problem(.notFound, "there is no such session") }
    switch request.method {
    case .delete:
      await viewer.close()
      return Reply(.ok)
    case .patch: return await patch(viewer, request, body: body)
    case .get, .head: return Reply(.noContent)
    default: return .methodNotAllowed(Self.methods)
    }
  }

  /// Trickle ICE (RFC 9725, section 4.3.1).
  private func patch(_ viewer: Viewer, _ request: HTTPRequest, body: [UInt8]) async -> Reply {
    guard request.mediaType == Self.fragmentType else {
      return .problem(
        .unsupportedMediaType, "candidates are sent as \(Self.fragmentType)",
        headers: [.acceptPatch: Self.fragmentType])
    }
    let tags = request.headerFields[values: .ifMatch].flatMap { $0.split(separator: ",") }.map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard !tags.isEmpty else {
      return .problem(.preconditionRequired, "If-Match must carry the session's ETag, \(Self.entityTag)")
    }
    // "*", in quotes, is how an ICE restart is asked for; what is in the body says whether it is one.
    guard tags.contains(where: { [Self.entityTag, "*", "\"*\""].contains($0) }) else {
      return .problem(.preconditionFailed, "the session's ETag is \(Self.entityTag)")
    }
    guard let text = String(validating: body, as: UTF8.self) else {
      return .problem(.badRequest, "the fragment is not UTF-8 text")
    }
    do {
      try await viewer.addCandidates(text)
      return Reply(.noContent)
    } catch {
      return .refusal(error)
    }
  }
}

extension HTTPField.Name {
  static let acceptPatch = HTTPField.Name("Accept-Patch")!
}

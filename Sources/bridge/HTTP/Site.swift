import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PipelineBridge

/// Everything that is served, path by path.
struct Site: HTTPResponder {
  let bridge: Bridge
  let policy: AccessPolicy

  struct Context: InitializableFromSource {
    let port: Int

    init(source: ApplicationRequestContextSource) { port = source.channel.localAddress?.port ?? 0 }
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    var response: Response
    if let refusal = policy.refusal(of: request.head, port: context.port) {
      response = Response(refusal)
    } else if request.uri.path == "/api/events" && request.method == .get {
      response = StatusEvents.response(bridge)
    } else {
      response = Response(await reply(to: request))
    }
    for field in Self.securityFields { response.headers[field.name] = field.value }
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func reply(to request: Request) async -> Reply {
    guard request.uri.path.utf8.count <= 256 else { return .problem(.notFound, "there is nothing here") }
    let path = request.uri.path
    let body: [UInt8]
    do {
      body = try await Array(request.body.collect(upTo: WHEPEndpoint.bodyLimit).readableBytesView)
    } catch {
      return .problem(.contentTooLarge, "a body may have \(WHEPEndpoint.bodyLimit) bytes at most")
    }
    let head = request.head
    if let reply = await WHEPEndpoint(bridge: bridge).reply(to: head, path: path, body: body) { return reply }
    switch path {
    case "/api/status": return await when(head, .get) { .json(await bridge.status()) }
    case "/api/pipeline/start": return await when(head, .post) { await command(head) { try await bridge.start() } }
    case "/api/pipeline/stop": return await when(head, .post) { await command(head) { await bridge.stop() } }
    case "/healthz": return await when(head, .get) { Reply(.ok, type: "text/plain", body: Array("ok\n".utf8)) }
    default:
      return await when(head, .get) { WebFiles.reply(to: path) ?? .problem(.notFound, "there is nothing here") }
    }
  }

  private func when(_ head: HTTPRequest, _ method: HTTPRequest.Method, _ reply: () async -> Reply) async -> Reply {
    if head.method == method || (method == .get && head.method == .head) { return await reply() }
    return .methodNotAllowed(method == .get ? "GET, HEAD" : method.rawValue)
  }

  /// Something that changes the pipeline. Its content type makes a browser ask first (CORS preflight), so that no
  /// form or image of another site can send it.
  private func command(_ head: HTTPRequest, _ action: () async throws -> Void) async -> Reply {
    guard head.headerFields[.contentType]?.lowercased().hasPrefix("application/json") == true else {
      return .problem(.unsupportedMediaType, "send Content-Type: application/json")
    }
    do {
      try await action()
      return Reply(.noContent)
    } catch {
      return .problem(.badGateway, PipelineString.redacting("\(error)"))
    }
  }

  private static let securityFields: HTTPFields = [
    .contentSecurityPolicy: [
      "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
      "media-src 'self' blob: mediastream:", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
      "frame-ancestors 'none'",
    ].joined(separator: "; "),
    .xContentTypeOptions: "nosniff",
    HTTPField.Name("Referrer-Policy")!: "no-referrer",
    HTTPField.Name("Cross-Origin-Resource-Policy")!: "same-origin",
    HTTPField.Name("Cross-Origin-Opener-Policy")!: "same-origin",
  ]
}

extension Response {
  init(_ reply: Reply) {
    self.init(
      status: reply.status, headers: reply.headers,
      body: reply.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
  }
}

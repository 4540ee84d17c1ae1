import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PipelineBridge

/// Everything that is served, path by path.
struct Site: HTTPResponder {
  let bridge: Bridge
  let policy: AccessPolicy
  private let offers = RateLimit(perSecond: 50, burst: 100)
  let events: StatusEvents
  private let securityFields: HTTPFields
  private static let guessingDelay = Duration.milliseconds(250)

  struct Context: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
  }

  init(bridge: Bridge, policy: AccessPolicy) {
    self.bridge = bridge
    self.policy = policy
    securityFields = Self.securityFields(allowedFrames: policy.allowedFrames)
    // One for each page that may watch, and some for scripts.
    events = StatusEvents(limit: bridge.configuration.maximumViewers + 64)
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    var response: Response
    if let refusal = policy.refusal(of: request.head, port: context.channel.localAddress?.port) {
      // Whoever tries one token after the other waits for each.
      if refusal.status == .unauthorized { try await Task.sleep(for: Self.guessingDelay) }
      response = Response(request.head.isNavigation ? refusal.page : refusal)
    } else if request.head.resourcePath == "/api/events" && request.method == .get {
      response = events.response(bridge, on: context.channel)
    } else {
      response = Response(await reply(to: request, on: context.channel))
    }
    for field in securityFields where response.headers[field.name] == nil {
      response.headers[field.name] = field.value
    }
    for field in policy.crossOriginFields(for: request.head) { response.headers[field.name] = field.value }
    return request.method == .head ? response.createHeadResponse() : response
  }

  /// A body that takes longer than this is being dribbled.
  private static let bodyDeadline = TimeAmount.seconds(10)

  private func body(of request: Request, on channel: any Channel) async throws -> [UInt8] {
    let slow = channel.eventLoop.scheduleTask(in: Self.bodyDeadline) { channel.close(promise: nil) }
    defer { slow.cancel() }
    return try await Array(request.body.collect(upTo: WHEPEndpoint.bodyLimit).readableBytesView)
  }

  private func reply(to request: Request, on channel: any Channel) async -> Reply {
    let head = request.head
    let path = head.resourcePath
    guard path.utf8.count <= 256 else { return .problem(.notFound, "there is nothing here") }
    let body: [UInt8]
    do {
      body = try await self.body(of: request, on: channel)
    } catch {
      return .problem(.contentTooLarge, "a body may have \(WHEPEndpoint.bodyLimit) bytes at most")
    }
    let endpoint = WHEPEndpoint(bridge: bridge, offers: offers, watchesOnly: policy.isAllowedCrossOrigin(head))
    if let reply = await endpoint.reply(to: head, path: path, body: body) { return reply }
    switch path {
    case "/api/status":
      return await when(head, .get) {
        .json(StatusReport(status: await bridge.status(), viewers: await bridge.viewerStatuses))
      }
    case "/metrics":
      return await when(head, .get) {
        let metrics = Metrics(await bridge.status(), viewers: await bridge.viewerStatuses)
        return Reply(.ok, type: Metrics.mediaType, body: Array(metrics.text.utf8))
      }
    case "/api/pipeline/start": return await when(head, .post) { await command(head) { try await bridge.start() } }
    case "/api/pipeline/stop": return await when(head, .post) { await command(head) { await bridge.stop() } }
    case MetadataEndpoint.path:
      return await MetadataEndpoint(bridge: bridge).reply(
        to: head, body: body, isFromThisHost: channel.isFromThisHost)
    case ElementsEndpoint.path: return await ElementsEndpoint(bridge: bridge).reply(to: head, body: body)
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
    guard head.mediaType == "application/json" else {
      return .problem(.unsupportedMediaType, "send Content-Type: application/json")
    }
    do {
      try await action()
      return Reply(.noContent)
    } catch {
      return .problem(.badGateway, PipelineString.redacting("\(error)"))
    }
  }
}

extension Response {
  init(_ reply: Reply) {
    self.init(
      status: reply.status, headers: reply.headers,
      body: reply.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
  }
}

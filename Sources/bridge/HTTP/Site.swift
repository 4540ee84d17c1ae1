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
  private let guesses = GuessLine()
  let events: StatusEvents
  let places: ConnectionPlaces
  private let securityFields: HTTPFields

  struct Context: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
  }

  init(bridge: Bridge, policy: AccessPolicy, places: ConnectionPlaces? = nil) {
    self.bridge = bridge
    self.policy = policy
    self.places = places ?? Self.places(maximumViewers: bridge.configuration.maximumViewers)
    securityFields = Self.securityFields(allowedFrames: policy.allowedFrames)
    // One for each page that may watch, and some for scripts.
    events = StatusEvents(limit: Self.eventLimit(maximumViewers: bridge.configuration.maximumViewers))
  }

  private static func eventLimit(maximumViewers: Int) -> Int { maximumViewers + 64 }

  /// More than the pages of all viewers and scripts open; each costs a descriptor and a few kilobytes.
  static func places(maximumViewers: Int) -> ConnectionPlaces {
    let files = OpenFiles.limit - OpenFiles.base
    return ConnectionPlaces(
      strangers: min(448, files / 5), proved: min(2 * eventLimit(maximumViewers: maximumViewers), files / 10))
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    var response: Response
    if let refusal = policy.refusal(of: request.head, port: context.channel.localAddress?.port) {
      response = Response(await delayed(refusal, to: request.head, on: context.channel).shown(to: request.head))
    } else {
      if await isProof(request.head) { places.prove(context.channel) }
      if request.head.resourcePath == "/api/events" && request.method == .get {
        response = events.response(bridge)
      } else {
        response = Response(await reply(to: request, on: context.channel).shown(to: request.head))
      }
    }
    for field in securityFields where response.headers[field.name] == nil {
      response.headers[field.name] = field.value
    }
    for field in policy.crossOriginFields(for: request.head) { response.headers[field.name] = field.value }
    return request.method == .head ? response.createHeadResponse() : response
  }

  /// Wrong tokens are answered late.
  private func delayed(_ refusal: Reply, to head: HTTPRequest, on channel: any Channel) async -> Reply {
    guard refusal.status == .unauthorized, head.headerFields[.authorization] != nil else { return refusal }
    let wait = guesses.take()
    _ = await channel.whileClientWaits(atMost: .seconds(10)) { try? await Task.sleep(for: wait ?? GuessLine.longest) }
    return wait == nil
      ? .problem(.tooManyRequests, "too many wrong tokens: try again in a second", headers: [.retryAfter: "1"])
      : refusal
  }

  /// Whether the request has the token, or names a session that lives.
  private func isProof(_ head: HTTPRequest) async -> Bool {
    if policy.isAuthorized(head) { return true }
    guard let id = WHEPEndpoint.session(head.resourcePath) else { return false }
    return await bridge.viewer(id) != nil
  }

  /// Shorter than clients wait; the page waits for 20 s.
  private static let offerDeadline = TimeAmount.seconds(15)

  private func reply(to request: Request, on channel: any Channel) async -> Reply {
    let head = request.head
    let path = head.resourcePath
    guard path.utf8.count <= 256 else { return .problem(.notFound, "there is nothing here") }
    let body: [UInt8]
    do {
      body = try await Array(request.body.collect(upTo: WHEPEndpoint.bodyLimit).readableBytesView)
    } catch {
      return .problem(.contentTooLarge, "a body may have \(WHEPEndpoint.bodyLimit) bytes at most")
    }
    places.note(channel, isBusy: true)
    defer { places.note(channel, isBusy: false) }
    let endpoint = WHEPEndpoint(bridge: bridge, offers: offers, watchesOnly: policy.isAllowedCrossOrigin(head))
    if WHEPEndpoint.owns(path) {
      guard path == WHEPEndpoint.path, head.method == .post else {
        return await endpoint.reply(to: head, path: path, body: body)
      }
      // An offer whose client does not wait for the answer would make a viewer that nobody ends.
      return await channel.whileClientWaits(atMost: Self.offerDeadline) {
        await endpoint.reply(to: head, path: path, body: body)
      }
        ?? .problem(
          .serviceUnavailable, "the source or an encoder takes long: try again in a moment", headers: [.retryAfter: "1"]
        )
    }
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

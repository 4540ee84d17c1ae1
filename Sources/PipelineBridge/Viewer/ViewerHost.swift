/// What a viewer needs of the bridge that it belongs to.
protocol ViewerHost: Actor {
  nonisolated var timeline: Timeline { get }
  nonisolated var configuration: Configuration { get }
  /// What is found in the streams.
  nonisolated var metadata: MetadataFeed { get }
  /// The status as a message of the control channel: now, once a second and at each change.
  nonisolated var statusTexts: AsyncStream<String> { get }
  func tunableElements() async throws -> [TunableElement]
  func set(_ property: String, of element: String, to value: JSONValue) async throws
  nonisolated func navigate(_ event: NavigationEvent) throws
  func startOnRequest() async
  func stop() async
  /// The rendition for what an answer has chosen of a stream that was offered.
  func rendition(of stream: MediaStream, for selection: Selection) async throws -> Rendition
  nonisolated var network: MediaNetwork { get }
  func release(_ rendition: Rendition) async
  func viewerDidClose(_ id: Viewer.ID) async
}

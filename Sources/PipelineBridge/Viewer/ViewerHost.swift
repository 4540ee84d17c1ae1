/// What a viewer needs of the bridge that it belongs to.
protocol ViewerHost: Actor {
  /// The status once a second and at each change, from now on.
  nonisolated var statuses: AsyncStream<Status> { get }
  func startOnRequest() async
  func stop() async
  /// The rendition for what an answer has chosen of our offer.
  func rendition(for selection: Selection, ofOfferedSection index: Int) async throws -> Rendition
  func release(_ rendition: Rendition) async
  func viewerDidClose(_ id: Viewer.ID) async
}

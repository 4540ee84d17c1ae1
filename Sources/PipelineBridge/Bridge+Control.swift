extension Bridge {
  private var tuning: Tuning { source.streams.tuning }

  /// The pipeline with the values that its properties have now.
  public nonisolated var presentPipeline: PipelineString { source.streams.tuning.applied(to: pipeline) }

  /// The elements named with `name=` in the pipeline, with the properties that may be changed while they play; none while
  /// the source does not run.
  /// - Throws: `BridgeError` when `configuration.allowsControl` is not set.
  public func tunableElements() async throws -> [TunableElement] {
    try checkControl()
    return await tuning.elements
  }

  /// Changes a property at once, for all viewers and for later starts of the source.
  /// - Throws: `BridgeError` when `configuration.allowsControl` is not set, or with the reason why the value is refused.
  public func set(_ property: String, of element: String, to value: JSONValue) async throws {
    try checkControl()
    try await tuning.set(property, of: element, to: value)
    await publishStatus()
  }

  /// Sends a pointer's or a key's event into the pipeline, upstream from the first video stream (`GstNavigation`).
  /// - Throws: `BridgeError` when `configuration.allowsControl` is not set.
  public nonisolated func navigate(_ event: NavigationEvent) throws {
    guard configuration.allowsControl else { throw Self.noControl }
    source.streams.first(.video)?.navigate(event)
  }

  private func checkControl() throws {
    guard configuration.allowsControl else { throw Self.noControl }
  }

  private static var noControl: BridgeError {
    BridgeError(.control, "nothing may be changed from here: start bridge with --control to allow it")
  }
}

import Synchronization

/// Changes properties of the elements that the user has named, while they play. What was changed stays so in later lives
/// of the source, where it is set again before they play. A value from outside is never part of what is parsed.
actor Tuning {
  private struct Change {
    let element: String
    let property: String
    /// As gst-launch writes it, but for a text, which is as it is.
    let value: String
    let isText: Bool
  }

  private struct State {
    var changes: [Change] = []
    var revision = 0
    var pipeline: Pipeline?
  }

  // Setting a property may wait for the element's streaming thread.
  private let executor = QueueExecutor(label: "bridge.tuning")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let state = Mutex(State())

  /// Counts the changes.
  nonisolated var revision: Int { state.withLock { $0.revision } }

  /// Sets what was changed in a pipeline that was made of `description`.
  nonisolated func apply(to pipeline: Pipeline, _ description: PipelineString) {
    let changes = state.withLock { $0.changes }
    guard !changes.isEmpty else { return }
    for (name, element) in Self.named(in: description, of: pipeline) {
      for change in changes where change.element == name { Self.set(change, in: element) }
    }
  }

  private static func set(_ change: Change, in element: Element) {
    if change.isText {
      element.setText(change.property, change.value)
    } else {
      element.set(change.property, change.value)
    }
  }

  /// The pipeline string with the present values, for people.
  nonisolated func applied(to description: PipelineString) -> PipelineString {
    state.withLock { $0.changes }.reduce(description) { description, change in
      description.setting(change.property, of: change.element, to: change.value)
    }
  }

  /// The pipeline that plays now.
  nonisolated var playing: Pipeline? { state.withLock { $0.pipeline } }

  nonisolated func begin(_ pipeline: Pipeline) { state.withLock { $0.pipeline = pipeline } }

  nonisolated func end(_ pipeline: Pipeline) {
    state.withLock { state in if state.pipeline === pipeline { state.pipeline = nil } }
  }

  /// The elements that `description` names, with what can be changed in them; none while the source does not run.
  func elements(of description: PipelineString) -> [TunableElement] {
    named(in: description).map { name, element in
      TunableElement(name: name, factory: element.factoryName, properties: element.tunableProperties)
    }
  }

  /// - Throws: `BridgeError` that says why not.
  func set(_ property: String, of element: String, to value: JSONValue, in description: PipelineString) throws {
    guard let (_, target) = named(in: description).first(where: { $0.name == element }) else {
      throw BridgeError(.control, "no element that runs now is called \(element) with name= in the pipeline")
    }
    guard let spec = target.tunableProperties.first(where: { $0.name == property }) else {
      throw BridgeError(.control, "\(property) of \(element) is nothing that can be changed from here while it plays")
    }
    let text = try spec.text(for: value)
    let change = Change(element: element, property: property, value: text, isText: spec.kind == .string)
    Self.set(change, in: target)
    state.withLock { state in
      state.changes.removeAll { $0.element == element && $0.property == property }
      state.changes.append(change)
      state.revision += 1
    }
  }

  private func named(in description: PipelineString) -> [(name: String, element: Element)] {
    playing.map { Self.named(in: description, of: $0) } ?? []
  }

  private static func named(in description: PipelineString, of pipeline: Pipeline) -> [(name: String, element: Element)]
  {
    // Only what the string itself makes: an element may keep others inside with the same name.
    let elements = pipeline.userElements
    return description.elementNames.compactMap { name in
      elements.first { $0.name == name }.map { (name, $0) }
    }
  }
}

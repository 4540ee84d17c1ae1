import Synchronization

/// Changes properties of the elements that the user has named, while they play. What was changed stays so in later runs
/// of the source, where it is set again before they play. A value from outside is never part of what is parsed.
final class Tuning: Sendable {
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
    /// Of the pipeline that plays.
    var elements: [TunedElement] = []
  }

  private let state = Mutex(State())

  /// Counts the changes.
  var revision: Int { state.withLock { $0.revision } }

  /// Sets what was changed in a pipeline that was made of `description`, before it plays.
  /// - Returns: the elements that the description names.
  func apply(to pipeline: Pipeline, _ description: PipelineString) -> [TunedElement] {
    let changes = state.withLock { $0.changes }
    // Only what the string itself makes: an element may keep others inside with the same name.
    let elements = pipeline.userElements
    return description.elementNames.compactMap { name in
      guard let element = elements.first(where: { $0.name == name }) else { return nil }
      for change in changes where change.element == name { Self.set(change, in: element) }
      return TunedElement(name: name, element: element)
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
  func applied(to description: PipelineString) -> PipelineString {
    state.withLock { $0.changes }.reduce(description) { description, change in
      description.setting(change.property, of: change.element, to: change.value)
    }
  }

  /// The pipeline that plays now.
  var playing: Pipeline? { state.withLock { $0.pipeline } }

  func begin(_ pipeline: Pipeline, _ elements: [TunedElement]) {
    state.withLock { state in (state.pipeline, state.elements) = (pipeline, elements) }
  }

  func end(_ pipeline: Pipeline) {
    state.withLock { state in
      if state.pipeline === pipeline { (state.pipeline, state.elements) = (nil, []) }
    }
  }

  /// Later runs begin as the pipeline string says.
  /// - Returns: whether anything had been changed.
  @discardableResult
  func undo() -> Bool {
    state.withLock { state in
      guard !state.changes.isEmpty else { return false }
      state.changes = []
      state.revision += 1
      return true
    }
  }

  /// The elements that the user has named, with what can be changed in them; none while the source does not run. One that
  /// hangs has no properties.
  var elements: [TunableElement] {
    get async { await describe(state.withLock { $0.elements }) }
  }

  private func describe(_ elements: [TunedElement]) async -> [TunableElement] {
    await withTaskGroup(of: (Int, TunableElement).self) { group in
      for (index, element) in elements.enumerated() {
        group.addTask { (index, await element.description) }
      }
      var elements: [Int: TunableElement] = [:]
      for await (index, element) in group { elements[index] = element }
      return elements.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// - Throws: `BridgeError` that says why not.
  func set(_ property: String, of element: String, to value: JSONValue) async throws {
    guard let target = state.withLock({ $0.elements.first { $0.name == element } }) else {
      throw BridgeError(.control, "no element that runs now is called \(element) with name= in the pipeline")
    }
    try await target.work { [self] tuned in
      guard let spec = tuned.tunableProperties.first(where: { $0.name == property }) else {
        throw BridgeError(.control, "\(property) of \(element) is nothing that can be changed from here while it plays")
      }
      let text = try spec.text(for: value)
      let change = Change(element: element, property: property, value: text, isText: spec.kind == .string)
      Self.set(change, in: tuned)
      // One that hung until its run was over changes nothing in the next.
      state.withLock { state in
        guard state.elements.contains(where: { $0 === target }) else { return }
        state.changes.removeAll { $0.element == element && $0.property == property }
        state.changes.append(change)
        state.revision += 1
      }
    }
  }
}

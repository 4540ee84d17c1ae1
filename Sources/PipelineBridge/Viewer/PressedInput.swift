/// The keys, buttons and touches that a viewer holds down in the pipeline.
struct PressedInput: Sendable {
  private var keys: Set<String> = []
  private var buttons: Set<Int> = []
  private var touches: Set<Int> = []
  private var pointer = NavigationEvent.Point(x: 0.5, y: 0.5)
  /// Of each; nobody has more fingers.
  private static let limit = 64

  mutating func note(_ event: NavigationEvent) {
    switch event {
    case .keyDown(let key): if keys.count < Self.limit { keys.insert(key) }
    case .keyUp(let key): keys.remove(key)
    case .press(let button, let point):
      buttons.insert(button)
      pointer = point
    case .release(let button, _): buttons.remove(button)
    case .move(let point): pointer = point
    case .touchDown(let touch, _, _): if touches.count < Self.limit { touches.insert(touch) }
    case .touchUp(let touch, _): touches.remove(touch)
    case .touchCancel: touches = []
    case .scroll, .touchMove: break
    }
  }

  /// The events that let go of all that is held.
  var releases: [NavigationEvent] {
    buttons.sorted().map { .release(button: $0, pointer) } + keys.sorted().map { .keyUp($0) }
      + (touches.isEmpty ? [] : [.touchCancel])
  }
}

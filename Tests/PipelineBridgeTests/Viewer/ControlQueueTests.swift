import Testing

@testable import PipelineBridge

@Suite struct ControlQueueTests {
  private typealias Point = NavigationEvent.Point

  private func move(_ x: Double) -> ControlRequest { ControlRequest(.navigate(.move(Point(x: x, y: 0)))) }
  private func key(_ name: String, isDown: Bool) -> ControlRequest {
    ControlRequest(.navigate(isDown ? .keyDown(name) : .keyUp(name)))
  }

  /// What waits behind a slow change comes out in order, without the moves that others have overtaken.
  @Test func nothingButMovesIsLost() async {
    let queue = ControlQueue()
    let slow = ControlRequest(id: 1, .set(element: "a", property: "b", value: .null))
    var expected = [slow, key("a", isDown: true)]
    for request in expected { #expect(queue.add(request)) }
    for step in 0..<5_000 { #expect(queue.add(move(Double(step)))) }
    expected.append(move(4_999))
    for number in 0..<300 { expected += [key("k\(number)", isDown: true), key("k\(number)", isDown: false)] }
    expected.append(key("a", isDown: false))
    for request in expected.dropFirst(3) { #expect(queue.add(request)) }
    queue.finish()
    var seen: [ControlRequest] = []
    await queue.run { seen.append($0) }
    #expect(seen == expected)
  }

  @Test func touchesAreNotMixed() async {
    let queue = ControlQueue()
    let touches = [1, 2, 2, 1].enumerated().map { step, touch in
      ControlRequest(.navigate(.touchMove(identifier: touch, Point(x: Double(step), y: 0), pressure: 1)))
    }
    for touch in touches { #expect(queue.add(touch)) }
    queue.finish()
    var seen: [ControlRequest] = []
    await queue.run { seen.append($0) }
    #expect(seen == [touches[0], touches[2], touches[3]])
  }

  @Test func itDoesNotGrowWithoutEnd() {
    let queue = ControlQueue()
    let taken = (0..<5_000).map { _ in queue.add(key("a", isDown: true)) }
    #expect(taken.count { $0 } == 1_000)
  }

  @Test func whatIsHeldIsLetGo() {
    var pressed = PressedInput()
    let point = Point(x: 0.25, y: 0.75)
    for event: NavigationEvent in [
      .keyDown("a"), .keyDown("b"), .keyUp("a"), .press(button: 1, Point(x: 0, y: 0)), .move(point),
      .touchDown(identifier: 3, point, pressure: 1),
    ] { pressed.note(event) }
    #expect(pressed.releases == [.release(button: 1, point), .keyUp("b"), .touchCancel])
    for event: NavigationEvent in [.release(button: 1, point), .keyUp("b"), .touchUp(identifier: 3, point)] {
      pressed.note(event)
    }
    #expect(pressed.releases.isEmpty)
    for number in 0..<10_000 { pressed.note(.keyDown("\(number)")) }
    #expect(pressed.releases.count == 64)
  }
}

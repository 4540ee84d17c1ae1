import Testing

@testable import PipelineBridge

@Suite struct OrientationTests {
  @Test(arguments: Orientation.allCases) func shownAndSourceUndoEachOther(orientation: Orientation) {
    let point = PictureMapping.Point(x: 0.125, y: 0.75)
    #expect(orientation.source(of: orientation.shown(point)) == point)
  }

  @Test func aRegionAtTheTopIsAtTheRightOnceTurnedClockwise() {
    let turned = Region(x: 0.25, y: 0, width: 0.5, height: 0.25, label: "face").turned(by: .right)
    #expect(turned == Region(x: 0.75, y: 0.25, width: 0.25, height: 0.5, label: "face"))
  }

  @Test func aPointerIsTurnedBack() {
    let event = NavigationEvent.move(.init(x: 1, y: 0.25)).turnedBack(from: .right)
    #expect(event == .move(.init(x: 0.25, y: 0)))
  }
}

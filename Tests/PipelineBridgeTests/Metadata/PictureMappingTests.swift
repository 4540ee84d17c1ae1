import Testing

@testable import PipelineBridge

@Suite struct PictureMappingTests {
  typealias Point = PictureMapping.Point

  @Test func sizeOnly() {
    let shown = PictureMapping(width: 640, height: 480).shown(x: 64, y: 48, width: 320, height: 240)
    #expect(shown == (0.1, 0.1, 0.5, 0.5))
  }

  @Test func aCropLeavesPartOutside() throws {
    // 100 pixels cut off at the left of 640, then doubled: the shown 0…1 is 100…640.
    let mapping = try #require(
      PictureMapping(quarters: [Point(x: 235, y: 120), Point(x: 505, y: 120), Point(x: 235, y: 360)]))
    let shown = mapping.shown(x: 0, y: 0, width: 640, height: 480)
    #expect(abs(shown.x + 100.0 / 540) < 1e-9 && abs(shown.width - 640.0 / 540) < 1e-9)
    #expect(abs(shown.y) < 1e-9 && abs(shown.height - 1) < 1e-9)
  }

  @Test func turnedByAQuarter() throws {
    // Shown (u, v) is the point (v · 640, (1 - u) · 480) of the picture that was looked at.
    let mapping = try #require(
      PictureMapping(quarters: [Point(x: 160, y: 360), Point(x: 160, y: 120), Point(x: 480, y: 360)]))
    let shown = mapping.shown(x: 0, y: 0, width: 64, height: 48)
    #expect(abs(shown.x - 0.9) < 1e-9 && abs(shown.y) < 1e-9)
    #expect(abs(shown.width - 0.1) < 1e-9 && abs(shown.height - 0.1) < 1e-9)
  }

  @Test func pointsOnOneLineAreNoPicture() {
    #expect(PictureMapping(quarters: [Point(x: 1, y: 1), Point(x: 2, y: 2), Point(x: 3, y: 3)]) == nil)
    #expect(PictureMapping(quarters: []) == nil)
  }
}

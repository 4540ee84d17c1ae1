/// Where a point of one picture is in another that was made from it by scaling, cropping, padding, flipping or turning.
struct PictureMapping: Sendable, Equatable {
  struct Point: Sendable, Equatable {
    var x: Double
    var y: Double
  }

  private let origin: Point
  /// What one width and one height of the picture that is shown are in the picture that was looked at.
  private let right: Point
  private let down: Point

  /// The pictures are the same but for their size, which is given for the one that was looked at, in pixels.
  init(width: Double, height: Double) {
    origin = Point(x: 0, y: 0)
    right = Point(x: width, y: 0)
    down = Point(x: 0, y: height)
  }

  /// - Parameter images: where the points (¼, ¼), (¾, ¼) and (¼, ¾) of the shown picture are in the other, in pixels.
  /// - Returns: `nil` when they lie on one line.
  init?(quarters images: [Point]) {
    guard images.count == 3 else { return nil }
    right = Point(x: 2 * (images[1].x - images[0].x), y: 2 * (images[1].y - images[0].y))
    down = Point(x: 2 * (images[2].x - images[0].x), y: 2 * (images[2].y - images[0].y))
    origin = Point(
      x: images[0].x - (right.x + down.x) / 4, y: images[0].y - (right.y + down.y) / 4)
    guard determinant.magnitude > 1e-6 else { return nil }
  }

  private var determinant: Double { right.x * down.y - right.y * down.x }

  /// A point in pixels of the picture that was looked at, as fractions of the picture that is shown.
  func shown(_ point: Point) -> Point {
    let (x, y) = (point.x - origin.x, point.y - origin.y)
    return Point(x: (x * down.y - y * down.x) / determinant, y: (y * right.x - x * right.y) / determinant)
  }

  /// The smallest upright region around a rectangle in pixels.
  func shown(
    x: Double, y: Double, width: Double, height: Double
  ) -> (x: Double, y: Double, width: Double, height: Double) {
    let corners = [
      shown(Point(x: x, y: y)), shown(Point(x: x + width, y: y)), shown(Point(x: x, y: y + height)),
      shown(Point(x: x + width, y: y + height)),
    ]
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    return (left, top, (xs.max() ?? left) - left, (ys.max() ?? top) - top)
  }
}

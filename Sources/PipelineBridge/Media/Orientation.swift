/// How a picture must be turned or mirrored to stand upright. The raw value is that of the tag `image-orientation`
/// (`GST_TAG_IMAGE_ORIENTATION`): a clockwise turn, of the mirrored picture where it begins with `flip`.
enum Orientation: String, Sendable, CaseIterable {
  case upright = "rotate-0"
  case right = "rotate-90"
  case upsideDown = "rotate-180"
  case left = "rotate-270"
  case mirrored = "flip-rotate-0"
  case mirroredRight = "flip-rotate-90"
  case mirroredUpsideDown = "flip-rotate-180"
  case mirroredLeft = "flip-rotate-270"

  /// The value of `videoflip`'s property `video-direction`.
  var direction: String {
    switch self {
    case .upright: "identity"
    case .right: "90r"
    case .upsideDown: "180"
    case .left: "90l"
    case .mirrored: "horiz"
    case .mirroredRight: "ur-ll"
    case .mirroredUpsideDown: "vert"
    case .mirroredLeft: "ul-lr"
    }
  }

  /// Where a point of the upright picture is in the stream's picture. Fractions of both.
  func source(of point: PictureMapping.Point) -> PictureMapping.Point {
    let (x, y) = (point.x, point.y)
    return switch self {
    case .upright: point
    case .right: .init(x: y, y: 1 - x)
    case .upsideDown: .init(x: 1 - x, y: 1 - y)
    case .left: .init(x: 1 - y, y: x)
    case .mirrored: .init(x: 1 - x, y: y)
    case .mirroredRight: .init(x: 1 - y, y: 1 - x)
    case .mirroredUpsideDown: .init(x: x, y: 1 - y)
    case .mirroredLeft: .init(x: y, y: x)
    }
  }

  /// Where a point of the stream's picture is in the upright one. Fractions of both.
  func shown(_ point: PictureMapping.Point) -> PictureMapping.Point {
    switch self {
    // All others undo themselves.
    case .right: Orientation.left.source(of: point)
    case .left: Orientation.right.source(of: point)
    default: source(of: point)
    }
  }
}

extension Region {
  /// The same region in the upright picture.
  func turned(by orientation: Orientation) -> Region {
    guard orientation != .upright else { return self }
    let one = orientation.shown(.init(x: x, y: y))
    let other = orientation.shown(.init(x: x + width, y: y + height))
    var turned = self
    (turned.x, turned.y) = (min(one.x, other.x), min(one.y, other.y))
    (turned.width, turned.height) = (abs(one.x - other.x), abs(one.y - other.y))
    return turned
  }
}

extension NavigationEvent {
  /// The same event in the picture of the stream that is shown turned.
  func turnedBack(from orientation: Orientation) -> NavigationEvent {
    func back(_ point: Point) -> Point {
      let source = orientation.source(of: .init(x: point.x, y: point.y))
      return Point(x: source.x, y: source.y)
    }
    return switch self {
    case .move(let point): .move(back(point))
    case .press(let button, let point): .press(button: button, back(point))
    case .release(let button, let point): .release(button: button, back(point))
    case .scroll(let x, let y, let point): .scroll(x: x, y: y, back(point))
    case .touchDown(let id, let point, let pressure): .touchDown(identifier: id, back(point), pressure: pressure)
    case .touchMove(let id, let point, let pressure): .touchMove(identifier: id, back(point), pressure: pressure)
    case .touchUp(let id, let point): .touchUp(identifier: id, back(point))
    case .touchCancel, .keyDown, .keyUp: self
    }
  }
}

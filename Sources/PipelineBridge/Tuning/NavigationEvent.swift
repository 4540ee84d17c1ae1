/// What a person does with pointer and keys over the picture (`GstNavigation`).
public enum NavigationEvent: Sendable, Equatable {
  /// Fractions of the picture, from its left upper corner.
  public struct Point: Sendable, Equatable, Decodable {
    public var x: Double
    public var y: Double
  }

  case move(Point)
  /// Buttons count from 1: left, middle, right.
  case press(button: Int, Point)
  case release(button: Int, Point)
  /// By how far, in notches or in pixels, as the element takes it.
  case scroll(x: Double, y: Double, Point)
  case touchDown(identifier: Int, Point, pressure: Double)
  case touchMove(identifier: Int, Point, pressure: Double)
  case touchUp(identifier: Int, Point)
  case touchCancel
  /// A key by the name of its X11 keysym, such as `a`, `Return`, `U20AC`.
  case keyDown(String)
  case keyUp(String)
}

extension NavigationEvent: Decodable {
  private enum Key: String, CodingKey { case event, x, y, button, deltaX, deltaY, identifier, pressure, key }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    func number(_ key: Key) throws -> Double {
      let number = try fields.decode(Double.self, forKey: key)
      guard number.isFinite, number.magnitude < 100_000 else {
        throw DecodingError.dataCorruptedError(forKey: key, in: fields, debugDescription: "out of range")
      }
      return number
    }
    func whole(_ key: Key, _ range: ClosedRange<Int>) throws -> Int {
      let number = try fields.decode(Int.self, forKey: key)
      guard range.contains(number) else {
        throw DecodingError.dataCorruptedError(forKey: key, in: fields, debugDescription: "out of range")
      }
      return number
    }
    func point() throws -> Point { Point(x: try number(.x), y: try number(.y)) }
    func key() throws -> String {
      let name = try fields.decode(String.self, forKey: .key)
      guard (1...32).contains(name.utf8.count), name.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
        throw DecodingError.dataCorruptedError(forKey: .key, in: fields, debugDescription: "no keysym")
      }
      return name
    }
    func touch() throws -> (Int, Point, Double) {
      let pressure = try fields.decodeIfPresent(Double.self, forKey: .pressure) ?? 1
      return (try whole(.identifier, 0...Int(Int32.max)), try point(), min(1, max(0, pressure)))
    }
    switch try fields.decode(String.self, forKey: .event) {
    case "move": self = .move(try point())
    case "press": self = .press(button: try whole(.button, 1...16), try point())
    case "release": self = .release(button: try whole(.button, 1...16), try point())
    case "scroll": self = .scroll(x: try number(.deltaX), y: try number(.deltaY), try point())
    case "touch-down":
      let (identifier, point, pressure) = try touch()
      self = .touchDown(identifier: identifier, point, pressure: pressure)
    case "touch-move":
      let (identifier, point, pressure) = try touch()
      self = .touchMove(identifier: identifier, point, pressure: pressure)
    case "touch-up":
      let (identifier, point, _) = try touch()
      self = .touchUp(identifier: identifier, point)
    case "touch-cancel": self = .touchCancel
    case "key-down": self = .keyDown(try key())
    case "key-up": self = .keyUp(try key())
    default: throw DecodingError.dataCorruptedError(forKey: .event, in: fields, debugDescription: "unknown")
    }
  }
}

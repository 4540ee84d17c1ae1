/// What a page says over the control channel.
enum ControlCommand: Sendable, Equatable {
  case start, stop
  /// Asks for the time, to find out how the page's clock and the bridge's differ.
  /// - Parameter sent: the page's clock, in milliseconds.
  case ping(sent: Double)
  /// What the page has measured.
  case report(ViewerReport)
  /// Asks to be told from now on what the pipeline's elements say.
  case events
  /// Asks what may be changed in the pipeline.
  case elements
  case set(element: String, property: String, value: JSONValue)
  case navigate(NavigationEvent)

  static let limit = 8_192

  /// Whether it changes nothing, and asks for nothing but the time.
  var isOfWatching: Bool {
    switch self {
    case .ping, .report: true
    case .start, .stop, .events, .elements, .set, .navigate: false
    }
  }
}

extension ControlCommand: Decodable {
  private enum Key: String, CodingKey { case type, sent, report, element, property, value }
  private enum Kind: String, Decodable { case start, stop, ping, report, events, elements, set, navigate }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    switch try fields.decode(Kind.self, forKey: .type) {
    case .start: self = .start
    case .stop: self = .stop
    case .ping: self = .ping(sent: try fields.decode(Double.self, forKey: .sent))
    case .report:
      let report = try fields.decode(ViewerReport.self, forKey: .report)
      guard report.isPlausible else {
        throw DecodingError.dataCorruptedError(forKey: .report, in: fields, debugDescription: "out of range")
      }
      self = .report(report)
    case .events: self = .events
    case .elements: self = .elements
    case .set:
      self = .set(
        element: try fields.decode(String.self, forKey: .element),
        property: try fields.decode(String.self, forKey: .property),
        value: try fields.decode(JSONValue.self, forKey: .value))
    case .navigate: self = .navigate(try NavigationEvent(from: decoder))
    }
  }
}

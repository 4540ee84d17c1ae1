import Foundation

/// What the bridge says to a page over the control channel.
enum ControlMessage: Encodable {
  case status(Status)
  /// The bridge goes away; the page confirms that by closing the channel.
  case bye(reason: String)

  private enum Key: String, CodingKey { case type, status, reason }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .status(let status):
      try container.encode("status", forKey: .type)
      try container.encode(status, forKey: .status)
    case .bye(let reason):
      try container.encode("bye", forKey: .type)
      try container.encode(reason, forKey: .reason)
    }
  }

  var text: String? { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } }
}

/// What a page asks for over the control channel.
enum ControlCommand: String, Decodable {
  case start, stop

  private struct Wire: Decodable { let type: ControlCommand }

  /// - Returns: `nil` for anything else.
  init?(text: String) {
    guard text.utf8.count <= 4096, let wire = try? JSONDecoder().decode(Wire.self, from: Data(text.utf8)) else {
      return nil
    }
    self = wire.type
  }
}

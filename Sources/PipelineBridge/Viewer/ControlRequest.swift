import Foundation

/// A command, and the number under which the page waits for its answer.
struct ControlRequest: Sendable, Equatable {
  /// `nil` where the page gives none: it then takes answers in their order.
  var id: Int?
  var command: ControlCommand

  /// - Returns: `nil` for anything else.
  init?(text: String) {
    guard text.utf8.count <= ControlCommand.limit,
      let request = try? JSONDecoder.decodeUntrusted(ControlRequest.self, from: Data(text.utf8))
    else { return nil }
    self = request
  }

  init(id: Int? = nil, _ command: ControlCommand) {
    self.id = id
    self.command = command
  }
}

extension ControlRequest: Decodable {
  private enum Key: String, CodingKey { case id }

  init(from decoder: any Decoder) throws {
    id = try decoder.container(keyedBy: Key.self).decodeIfPresent(Int.self, forKey: .id)
    command = try ControlCommand(from: decoder)
  }
}

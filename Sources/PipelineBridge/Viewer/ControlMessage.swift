import Foundation

/// What the bridge says to a page over the control channel.
enum ControlMessage: Encodable {
  case status(Status)
  /// How the RTP times of this viewer's streams are to be read.
  case clock(ClockMapping)
  /// The answer to a ping: its own `sent`, and the bridge's running time, in milliseconds. And how many frames were
  /// not sent to this viewer.
  case pong(sent: Double, time: Double, lost: Int)
  /// What an element of the pipeline has said, for a page that has asked for events.
  case event(PipelineEvent)
  /// What may be changed in the pipeline.
  /// - Parameter id: of the request that this answers.
  case elements([TunableElement], id: Int?)
  /// Why something was not changed.
  case refused(String, id: Int?)
  /// The bridge goes away; the page confirms that by closing the channel.
  case bye(reason: String)

  private enum Key: String, CodingKey { case type, status, reason, sent, time, lost, event, elements, id }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .status(let status):
      try container.encode("status", forKey: .type)
      try container.encode(status, forKey: .status)
    case .clock(let mapping):
      try container.encode("clock", forKey: .type)
      try mapping.encode(to: encoder)
    case .pong(let sent, let time, let lost):
      try container.encode("pong", forKey: .type)
      try container.encode(sent, forKey: .sent)
      try container.encode(time, forKey: .time)
      try container.encode(lost, forKey: .lost)
    case .event(let event):
      try container.encode("event", forKey: .type)
      try container.encode(event, forKey: .event)
    case .elements(let elements, let id):
      try container.encode("elements", forKey: .type)
      try container.encode(elements, forKey: .elements)
      try container.encodeIfPresent(id, forKey: .id)
    case .refused(let reason, let id):
      try container.encode("refused", forKey: .type)
      try container.encode(reason, forKey: .reason)
      try container.encodeIfPresent(id, forKey: .id)
    case .bye(let reason):
      try container.encode("bye", forKey: .type)
      try container.encode(reason, forKey: .reason)
    }
  }

  var text: String? { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } }
}

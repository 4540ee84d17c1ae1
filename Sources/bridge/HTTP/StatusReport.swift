import PipelineBridge

/// The JSON of `/api/status`: the status, and each viewer.
struct StatusReport: Encodable {
  let status: Status
  let viewers: [ViewerStatus]

  private enum Key: String, CodingKey { case watching }

  func encode(to encoder: any Encoder) throws {
    try status.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(viewers, forKey: .watching)
  }
}

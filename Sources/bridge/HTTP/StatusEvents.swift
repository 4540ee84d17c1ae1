import Foundation
import Hummingbird
import NIOCore
import PipelineBridge

/// `/api/events`: the status (`event: status`) and what the pipeline's elements say (`event: element`) as server-sent
/// events (HTML, section 9.2), until the bridge ends or the client leaves.
enum StatusEvents {
  private enum Event {
    case status(Status)
    case element(PipelineEvent)
  }

  static func response(_ bridge: Bridge) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        // A reader that is slow loses the oldest; a status comes each second.
        let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(256))
        let statuses = Task { for await status in bridge.statusUpdates() { continuation.yield(.status(status)) } }
        let elements = Task { for await event in bridge.events { continuation.yield(.element(event)) } }
        defer {
          statuses.cancel()
          elements.cancel()
        }
        for await event in events {
          switch event {
          case .status(let status): try await writer.write(try text("status", status))
          case .element(let event): try await writer.write(try text("element", event))
          }
          if case .status(let status) = event, status.isLast { break }
        }
        try await writer.finish(nil)
      })
  }

  private static func text(_ name: String, _ value: some Encodable) throws -> ByteBuffer {
    var buffer = ByteBuffer(string: "event: \(name)\ndata: ")
    buffer.writeBytes(try JSONEncoder.plain.encode(value))
    buffer.writeString("\n\n")
    return buffer
  }
}

extension Status {
  /// Whether nothing comes after this.
  fileprivate var isLast: Bool {
    switch state {
    case .ended, .failed, .closing: true
    case .starting, .live, .stopped, .idle, .retrying: false
    }
  }
}

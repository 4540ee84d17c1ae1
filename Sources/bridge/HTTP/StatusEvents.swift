import Foundation
import Hummingbird
import NIOCore
import PipelineBridge

/// `/api/events`: the status (`event: status`) and what the pipeline's elements say (`event: element`) as server-sent
/// events (HTML, section 9.2), until the bridge ends or the client leaves.
final class StatusEvents: Sendable {
  /// They are never idle, so nothing else ends those of a client that opens one after the other.
  private let streams: PlaceCount

  /// - Parameter limit: how many streams may be open at once.
  init(limit: Int) { streams = PlaceCount(limit: limit) }

  private enum Event {
    case status(Status)
    case element(PipelineEvent)
  }

  func response(_ bridge: Bridge) -> Response {
    guard let place = streams.take() else {
      return Response(
        .problem(.serviceUnavailable, "too many event streams are open", headers: [.retryAfter: "5"]))
    }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        // Where the client has gone by now, this never runs, and the place is given back all the same.
        defer { withExtendedLifetime(place) {} }
        // A reader that is slow loses the oldest; a status comes each second.
        let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(256))
        let statuses = Task {
          for await status in bridge.statusUpdates() { continuation.yield(.status(status)) }
          continuation.finish()
        }
        let elements = Task { for await event in bridge.events { continuation.yield(.element(event)) } }
        defer {
          statuses.cancel()
          elements.cancel()
        }
        for await event in events {
          let text =
            switch event {
            case .status(let status): try Self.text("status", status)
            case .element(let event): try Self.text("element", event)
            }
          try await writer.write(text)
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

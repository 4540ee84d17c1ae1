import Foundation
import Hummingbird
import NIOCore
import PipelineBridge
import Synchronization

/// `/api/events`: the status (`event: status`) and what the pipeline's elements say (`event: element`) as server-sent
/// events (HTML, section 9.2), until the bridge ends or the client leaves.
final class StatusEvents: Sendable {
  /// Streams that are open. They are never idle, so nothing else ends those of a client that opens one after the other.
  private let streams = Mutex(0)
  let limit: Int
  /// A client that takes nothing for so long has gone, or means harm.
  private static let writeDeadline = TimeAmount.seconds(10)

  /// - Parameter limit: how many streams may be open at once.
  init(limit: Int) { self.limit = limit }

  private enum Event {
    case status(Status)
    case element(PipelineEvent)
  }

  func response(_ bridge: Bridge, on channel: any Channel) -> Response {
    guard streams.withLock({ $0 }) < limit else {
      return Response(
        .problem(.serviceUnavailable, "too many event streams are open", headers: [.retryAfter: "5"]))
    }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { [self] writer in
        // Here and not before: where the client has gone by now this never runs.
        streams.withLock { $0 += 1 }
        defer { streams.withLock { $0 -= 1 } }
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
          let stuck = channel.eventLoop.scheduleTask(in: Self.writeDeadline) { channel.close(promise: nil) }
          defer { stuck.cancel() }
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

import Foundation
import Hummingbird
import NIOCore
import PipelineBridge

/// `/api/events`: the status as server-sent events (HTML, section 9.2), until the bridge ends or the client leaves.
enum StatusEvents {
  static func response(_ bridge: Bridge) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        for await status in bridge.statusUpdates() {
          try await writer.write(try event(status))
          if status.isLast { break }
        }
        try await writer.finish(nil)
      })
  }

  private static func event(_ status: Status) throws -> ByteBuffer {
    var buffer = ByteBuffer(string: "event: status\ndata: ")
    buffer.writeBytes(try JSONEncoder.plain.encode(status))
    buffer.writeString("\n\n")
    return buffer
  }
}

extension Status {
  /// Whether nothing comes after this.
  fileprivate var isLast: Bool {
    switch state {
    case .ended, .failed, .closing: true
    case .starting, .live, .stopped, .retrying: false
    }
  }
}

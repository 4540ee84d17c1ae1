import Foundation
import Synchronization

/// A status on its way to all who follow it. Its text for control channels is made once for all viewers.
final class StatusUpdate: Sendable {
  let status: Status
  private let made = Mutex<String?>(nil)

  init(_ status: Status) { self.status = status }

  /// The status as a message of the control channel.
  var text: String? {
    made.withLock { made in
      if made == nil { made = ControlMessage.status(status).text }
      return made
    }
  }
}

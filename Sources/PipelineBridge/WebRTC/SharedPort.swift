import Foundation
import NIOCore

/// A port that is open on several addresses of this host.
enum SharedPort {
  /// Opens it on each host and keeps it open until the task is cancelled.
  /// - Throws: `BridgeError` when it cannot be opened on one of them; then none stays open.
  static func serve(
    on hosts: [String], as name: String, bind: (String) async throws -> any Channel
  ) async throws {
    var channels: [any Channel] = []
    for host in hosts {
      do {
        channels.append(try await bind(host))
      } catch {
        for channel in channels { try? await channel.close() }
        throw BridgeError(.negotiation, "\(name) of \(host) cannot be opened: \(reason(error))")
      }
    }
    // Until the task is cancelled.
    let (forever, continuation) = AsyncStream.makeStream(of: Never.self)
    for await _ in forever {}
    continuation.finish()
    for channel in channels { try? await channel.close() }
  }

  private static func reason(_ error: any Error) -> String {
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE: "another program has it; choose another port"
    case EADDRNOTAVAIL: "the address is not one of this host"
    case EACCES: "it may not be opened; choose a port above 1023"
    default: "\(error)"
    }
  }
}

import ArgumentParser
import CGStreamer
import Foundation

/// Reads `join N`, `leave N`, `visit N` and `figures` from its input and answers each with a line of JSON.
struct ReceiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receive", abstract: "Joins and leaves a WHEP endpoint as told on stdin.")

  @Argument(help: "Port of the endpoint on 127.0.0.1.") var port: UInt16

  private struct Figures: Encodable {
    var receivers: Int
    var packets: Int
    var bytes: Int
    var lost: Int
    var frames: Int
    /// Milliseconds from the offer to the first whole key frame, of the receivers that joined last.
    var untilKeyFrame: [Double]
    /// Visits that came to nothing.
    var failed: Int
  }

  func run() throws {
    gst_init(nil, nil)
    let endpoint = Endpoint(address: "127.0.0.1", port: port)
    var receivers: [Receiver] = []
    while let words = readLine()?.split(separator: " ") {
      var joined: [Receiver] = []
      var failed = 0
      let count = words.count > 1 ? Int(words[1]) ?? 0 : 0
      switch words.first {
      case "join":
        for _ in 0..<count {
          let receiver = Receiver(endpoint: endpoint)
          try receiver.join()
          joined.append(receiver)
          try receiver.waitForKeyFrame()
        }
        receivers += joined
      case "leave":
        for receiver in receivers.suffix(count) { try receiver.leave() }
        receivers.removeLast(min(count, receivers.count))
      case "visit": failed = Visit.many(count, to: endpoint)
      default: break
      }
      let totals = receivers.map(\.log.totals)
      let figures = Figures(
        receivers: receivers.count, packets: totals.reduce(0) { $0 + $1.packets },
        bytes: totals.reduce(0) { $0 + $1.bytes }, lost: totals.reduce(0) { $0 + $1.lost },
        frames: totals.reduce(0) { $0 + $1.frames },
        untilKeyFrame: joined.compactMap { $0.log.totals.untilKeyFrame.map { $0 / .milliseconds(1) } },
        failed: failed)
      FileHandle.standardOutput.write(try JSONEncoder().encode(figures) + Data("\n".utf8))
    }
    for receiver in receivers { try receiver.leave() }
  }
}

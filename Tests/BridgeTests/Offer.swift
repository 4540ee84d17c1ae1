import Foundation

/// Offers of real browsers, and what can be wrong with one.
enum Offer {
  static let fields = ["Content-Type": "application/sdp"]

  /// Video, sound and a data channel.
  static var chromium: String {
    get throws {
      let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      let file = folder.appendingPathComponent("PipelineBridgeTests/Fixtures/sdp/chromium-offer.sdp")
      return try String(contentsOf: file, encoding: .utf8)
    }
  }

  static func chromium(without prefix: String) throws -> String {
    try chromium.components(separatedBy: "\r\n").filter { !$0.hasPrefix(prefix) }.joined(separator: "\r\n")
  }

  static func chromium(replacing old: String, with new: String) throws -> String {
    try chromium.replacingOccurrences(of: old, with: new)
  }
}

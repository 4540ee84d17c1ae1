import Foundation
import Testing

@testable import PipelineBridge

/// Descriptions that Chromium 156, Firefox 153 and webrtcbin 1.22 wrote, with addresses, keys and hashes made up.
enum Fixture: String, CaseIterable, Sendable, Decodable {
  case chromiumOffer = "chromium-offer"
  case firefoxOffer = "firefox-offer"
  /// The same with `bundlePolicy: "max-bundle"`: the second section has port 0 and `bundle-only`.
  case firefoxOfferMaxBundle = "firefox-offer-max-bundle"
  /// Put together in the form that Safari writes, not recorded.
  case safariOffer = "safari-offer"
  /// To `webrtcbinOffer`.
  case chromiumAnswer = "chromium-answer"
  /// To an offer of H.264 or VP8: it takes VP8.
  case firefoxAnswer = "firefox-answer"
  /// To `webrtcbinOffer`, by a profile that cannot play its H.264.
  case firefoxAnswerWithoutH264 = "firefox-answer-without-h264"
  case webrtcbinOffer = "webrtcbin-offer"
  /// The same, made to receive.
  case webrtcbinReceivingOffer = "webrtcbin-receiving-offer"
  /// To `chromiumOffer`, H.264 and Opus.
  case webrtcbinAnswer = "webrtcbin-answer"

  static let browserOffers: [Fixture] = [.chromiumOffer, .firefoxOffer, .firefoxOfferMaxBundle, .safariOffer]

  var text: String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Fixtures/sdp/\(rawValue).sdp")
    guard let data = try? Data(contentsOf: file) else {
      Issue.record("no fixture \(file.path)")
      return ""
    }
    return String(decoding: data, as: UTF8.self)
  }
}

extension String {
  /// Without line ends.
  var sdpLines: [String] { unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { String($0) } }

  func hasLine(_ line: String) -> Bool { sdpLines.contains(line) }

  func count(ofLinesStarting prefix: String) -> Int { sdpLines.count { $0.hasPrefix(prefix) } }

  /// Each line put through `edit`; nil removes it.
  func editingLines(_ edit: (String) -> String?) -> String {
    sdpLines.compactMap(edit).map { $0 + "\r\n" }.joined()
  }

  func droppingLines(_ prefixes: String...) -> String {
    editingLines { line in prefixes.contains { line.hasPrefix($0) } ? nil : line }
  }

  func replacingLines(_ prefix: String, with replacement: String) -> String {
    editingLines { $0.hasPrefix(prefix) ? replacement : $0 }
  }

  /// The `m=` line of a section and what follows it.
  func section(_ index: Int) -> [String] {
    var current = -1
    return sdpLines.filter { line in
      if line.hasPrefix("m=") { current += 1 }
      return current == index
    }
  }

  /// `extra` inserted after the first line that starts with `prefix`.
  func inserting(_ extra: String, after prefix: String) -> String {
    var done = false
    return editingLines { line in
      guard !done, line.hasPrefix(prefix) else { return line }
      done = true
      return "\(line)\r\n\(extra)"
    }
  }
}

/// The error that `body` throws, if it does.
func signalingError<T>(_ body: () throws(SignalingError) -> T) -> SignalingError? {
  do throws(SignalingError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

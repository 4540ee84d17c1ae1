import Foundation

extension PastedText {
  /// The JSON of an `RTCSessionDescription` in it; `nil` where there is none.
  func json() throws(SignalingError) -> SessionDescription? {
    // SDP may have braces too, around a UUID.
    guard let start = plain.unicodeScalars.firstIndex(of: "{"),
      plain[start...].contains("sdp") || plain[..<start].unicodeScalars.allSatisfy(\.properties.isWhitespace)
    else { return nil }
    if let sdp = plain.range(of: "v=0"), sdp.lowerBound < start { return nil }
    let end = plain.unicodeScalars.lastIndex(of: "}").map(plain.unicodeScalars.index(after:)) ?? plain.endIndex
    guard end > start else { throw Self.damagedJSON }
    let candidates = Self.readings(of: String(plain[start..<end]))
    let decoded = candidates.compactMap { try? JSONDecoder.decodeUntrusted(JSONDescription.self, from: Data($0.utf8)) }
    let fitting = decoded.first { decoded in
      decoded.kind.map { (try? CheckedDescription(decoded.sdp, kind: $0)) != nil } ?? false
    }
    guard let pasted = fitting ?? decoded.first else {
      // A browser's console prints an object that is no JSON, with the line ends of its SDP escaped.
      if try sdp() != nil { return nil }
      throw Self.damagedJSON
    }
    guard let kind = pasted.kind else {
      throw .malformed("the pasted JSON has the type \"\(pasted.type.prefix(16))\" instead of \"offer\" or \"answer\"")
    }
    return SessionDescription(kind: kind, sdp: pasted.sdp)
  }

  private static let damagedJSON = SignalingError.malformed(
    "the pasted JSON is not {\"type\":\"offer\",\"sdp\":\"v=0…\"}: was all of it copied?")

  /// As it is, and with the line ends that wrapping has put into its strings taken out: those that stand in the
  /// midst of a word, or in place of a space.
  private static func readings(of text: String) -> [String] {
    var text = text
    // A string literal that holds JSON.
    if text.contains("\\\"sdp\\\""), let inner = try? JSONDecoder().decode(String.self, from: Data("\"\(text)\"".utf8))
    {
      text = inner
    }
    let lines = lines(of: text).map { line in Substring(line.unicodeScalars.drop { $0 != " " && $0.isMargin }) }
    let flush = lines.map { Substring($0.unicodeScalars.drop(while: \.isMargin)) }
    return [text, lines.joined(), flush.joined(), flush.joined(separator: " ")]
  }
}

private struct JSONDescription: Codable {
  var type: String
  var sdp: String

  var kind: SessionDescription.Kind? { SessionDescription.Kind(rawValue: type) }
}

extension SessionDescription {
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(JSONDescription(type: kind.rawValue, sdp: sdp)) else { return sdp }
    return String(decoding: data, as: UTF8.self)
  }
}

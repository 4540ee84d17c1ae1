extension PastedText {
  /// The SDP in it; `nil` where no line says `v=0`.
  func sdp() throws(SignalingError) -> SessionDescription? {
    // A string literal has its line ends escaped; SDP itself knows no backslash.
    let unescaped = plain.replacing("\\r\\n", with: "\n").replacing("\\n", with: "\n").replacing("\\r", with: "\n")
    let lines = Self.lines(of: unescaped)
    guard let start = lines.firstIndex(where: { Self.opening(of: $0) != nil }),
      let margin = Self.opening(of: lines[start])
    else { return nil }
    let quote = margin.unicodeScalars.last.flatMap { "\"'`".unicodeScalars.contains($0) ? $0 : nil }
    var unwrapping = Unwrapping(quote: quote)
    for (offset, line) in lines[(start + 1)...].enumerated() { try unwrapping.add(line, number: start + offset + 2) }
    let readings = unwrapping.readings.map(Self.description)
    if let fitting = readings.first(where: { (try? CheckedDescription($0.sdp, kind: $0.kind)) != nil }) {
      return fitting
    }
    if let first = unwrapping.readings.first, Self.isCutOff(first) {
      throw .malformed("the text is cut off: a part of the description is missing. Copy it again, to its end")
    }
    return readings.first
  }

  /// Whether something is missing that every description of WebRTC has.
  private static func isCutOff(_ lines: [String]) -> Bool {
    func has(_ name: String) -> Bool { lines.contains { $0.hasPrefix("a=\(name):") } }
    let bundle = lines.first { $0.hasPrefix("a=group:BUNDLE ") }?.parts(by: " ").count ?? 1
    return lines.count { $0.hasPrefix("a=mid:") } < bundle - 1
      || !(has("mid") && has("ice-ufrag") && has("ice-pwd") && has("fingerprint"))
  }

  /// What stands before `v=0` on a line that says nothing else.
  private static func opening(of line: Substring) -> Substring? {
    let trimmed = line.unicodeScalars.reversed().drop(while: \.isMargin).reversed()
    let text = String(String.UnicodeScalarView(trimmed))
    guard text.hasSuffix("v=0") else { return nil }
    let margin = line.prefix(text.count - 3)
    guard margin.unicodeScalars.last.map({ !$0.properties.isAlphabetic }) ?? true else { return nil }
    return margin
  }

  /// SDP says nowhere whether it is an offer. Only an offer leaves the DTLS role open (RFC 8842, section 5.2).
  private static func description(_ lines: [String]) -> SessionDescription {
    SessionDescription(
      kind: lines.contains("a=setup:actpass") ? .offer : .answer, sdp: lines.map { $0 + "\r\n" }.joined())
  }
}

/// Puts the lines of SDP together again that a terminal or a mail program has wrapped.
private struct Unwrapping {
  /// Narrower than that nothing wraps: where a line and the next one's first word would have fitted, what is no SDP
  /// has another reason.
  private static let narrowest = 50

  /// The quotation mark that the text stands in.
  let quote: Unicode.Scalar?
  /// Each line of SDP in its pieces.
  private var lines: [[Substring]] = [["v=0"]]
  private var longest = 0
  private var hasMedia = false
  /// Whether the next line may go on with the last one, which had so many characters.
  private var isOpen = true
  private var lastLength = 0
  /// The first line that is no SDP.
  private var rubbish: Int?

  init(quote: Unicode.Scalar?) { self.quote = quote }

  mutating func add(_ line: Substring, number: Int) throws(SignalingError) {
    let text = Substring(line.unicodeScalars.drop(while: \.isMargin))
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      isOpen = false
      return
    }
    guard text != "v=0" else { throw .malformed("the pasted text holds two descriptions: copy only one of them") }
    let whole = line.unicodeScalars.count
    if isSDP(text) {
      if let rubbish { throw .malformed("line \(rubbish) of the pasted text does not belong to the description") }
      hasMedia = hasMedia || text.hasPrefix("m=")
      lines.append([text])
    } else if isOpen, rubbish == nil, lastLength + text.parts(by: " ")[0].utf8.count >= Self.narrowest,
      text.utf8.contains(where: \.isASCIIAlphanumeric)
    {
      // A space at the wrap belongs to the line; two and more are a margin.
      let spaces = line.unicodeScalars.prefix { $0 == " " }.count
      lines[lines.count - 1].append(spaces == 1 ? " " + text : text)
    } else {
      rubbish = rubbish ?? number
    }
    longest = max(longest, whole)
    lastLength = whole
    isOpen = true
  }

  /// `x=`, with a letter that can stand there (RFC 8866, section 5).
  private func isSDP(_ text: Substring) -> Bool {
    let bytes = Array(text.utf8.prefix(2))
    guard bytes.count == 2, bytes[1] == UInt8(ascii: "=") else { return false }
    return (hasMedia ? "maicbk" : "voisuepcbtrzkam").utf8.contains(bytes[0])
  }

  /// The ways to join the pieces, the likeliest first: a terminal cuts at its width, in the midst of a word; a mail
  /// program at a space.
  var readings: [[String]] {
    let isCut = lines.allSatisfy { $0.dropLast().allSatisfy { $0.unicodeScalars.count >= longest - 8 } }
    let joints = lines.contains { $0.count > 1 } ? (isCut ? ["", " "] : [" ", ""]) : [""]
    return joints.map { joint in lines.map { join($0, with: joint) } }
  }

  private func join(_ pieces: [Substring], with joint: String) -> String {
    var text = String(pieces[0])
    for piece in pieces.dropFirst() {
      text += text.hasSuffix(" ") || piece.hasPrefix(" ") ? String(piece) : joint + piece
    }
    while let last = text.unicodeScalars.last, last.properties.isWhitespace || last == quote {
      text.unicodeScalars.removeLast()
    }
    return text
  }
}

extension SDP {
  /// Takes a text apart, with CR LF or LF, with or without a last line end (RFC 8866, section 5).
  ///
  /// - Parameter isFragment: whether it is a part of a description, which has no `v=` line (RFC 8840, section 9).
  init(parsing text: String, isFragment: Bool = false) throws(SignalingError) {
    let bytes = text.utf8
    guard !bytes.isEmpty else { throw .malformed("the session description is empty") }
    guard bytes.count <= Self.maximumBytes else {
      throw .malformed("the session description has \(bytes.count) bytes, more than \(Self.maximumBytes)")
    }
    self.init(session: [], media: [])
    var number = 0
    var blank: Int?
    for var slice in text[...].parts(by: "\n") {
      number += 1
      // By bytes: to `String`, CR LF is one character.
      if slice.utf8.last == 0x0D { slice = Substring(slice.utf8.dropLast()) }
      if slice.isEmpty {
        blank = blank ?? number
        continue
      }
      if let blank { throw .malformed("line \(blank) is blank in the midst of the session description") }
      try append(Self.line(slice, number: number, isFragment: isFragment))
    }
    guard !session.isEmpty || isFragment else { throw .malformed("the session description is empty") }
  }

  private static func line(_ slice: Substring, number: Int, isFragment: Bool) throws(SignalingError) -> Line {
    let bytes = slice.utf8
    guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw .malformed("line \(number) contains a control character")
    }
    guard number > 1 || isFragment || slice == "v=0" else {
      throw .malformed("this is not SDP: the first line is not 'v=0'")
    }
    guard let type = bytes.first, (0x61...0x7A).contains(type), bytes.dropFirst().first == 0x3D else {
      throw .malformed("line \(number) is not of the form 'x=value'")
    }
    let value = Substring(bytes.dropFirst(2))
    guard !value.unicodeScalars.contains("\u{FFFD}") else { throw .malformed("line \(number) is not UTF-8") }
    return Line(type: Character(Unicode.Scalar(type)), value: String(value), number: number)
  }

  private mutating func append(_ line: Line) throws(SignalingError) {
    if line.type == "m" {
      guard media.count < Self.maximumMediaSections else {
        throw .malformed("line \(line.number): more than \(Self.maximumMediaSections) media sections")
      }
      media.append(try Media(line))
    } else if media.isEmpty {
      session.append(line)
    } else {
      media[media.count - 1].lines.append(line)
    }
  }
}

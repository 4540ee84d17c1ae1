extension SDP {
  /// One media section: the `m=` line taken apart (RFC 8866, section 5.14), and the lines below it.
  struct Media: Sendable {
    let name: String
    var port: Int
    let proto: String
    let formats: [String]
    var lines: [Line] = []

    var line: Line { Line(type: "m", value: "\(name) \(port) \(proto) \(formats.joined(separator: " "))") }
  }
}

extension SDP.Media {
  init(_ line: SDP.Line) throws(SignalingError) {
    let parts = line.value.parts(by: " ")
    guard parts.count >= 4, parts[0].isToken, let port = parts[1].decimal(in: 0...65_535),
      parts[2].parts(by: "/").allSatisfy(\.isToken), parts[3...].allSatisfy(\.isToken)
    else {
      throw .malformed("line \(line.number): an m= line reads 'm=<media> <port> <protocol> <format>…'")
    }
    self.init(name: String(parts[0]), port: port, proto: String(parts[2]), formats: parts[3...].map { String($0) })
  }
}

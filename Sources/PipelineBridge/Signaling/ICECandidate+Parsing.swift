extension ICECandidate {
  /// Far above what any browser writes, far below what hurts.
  private static let maximumBytes = 512

  /// Reads a `candidate` attribute, with or without `a=` (RFC 8839, section 5.1). Unknown extensions are passed over.
  ///
  /// Throws `malformed` where the grammar is broken, `unsupported` for another transport than UDP and TCP or
  /// another type than the four of RFC 8445.
  public init(_ text: String, sdpMid: String? = nil, sdpMLineIndex: Int? = nil) throws(SignalingError) {
    var rest = text[...]
    if rest.hasPrefix("a=") { rest = rest.dropFirst(2) }
    guard rest.hasPrefix("candidate:"), rest.utf8.count <= Self.maximumBytes else {
      throw .malformed("a candidate reads 'candidate:<foundation> <component> UDP <priority> <address> <port> typ …'")
    }
    let fields = rest.dropFirst("candidate:".count).parts(by: " ")
    guard fields.count >= 8, fields.count % 2 == 0, fields.allSatisfy(\.isVisibleASCII) else {
      throw .malformed("a candidate needs eight fields, then extensions in pairs; this one has \(fields.count)")
    }
    guard fields[0].isICEChars(count: 1...32), let component = fields[1].decimal(in: 1...256) else {
      throw .malformed("candidate: foundation or component number is malformed")
    }
    guard let priority = fields[3].decimal(in: 1...Int(UInt32.max)), let port = fields[5].decimal(in: 0...65_535) else {
      throw .malformed("candidate: priority or port is not a number that fits")
    }
    guard Self.isAddress(fields[4]), fields[6] == "typ" else {
      throw .malformed("candidate: there must be an address, a port and 'typ'")
    }
    guard let transport = Transport(rawValue: fields[2].uppercased()) else {
      throw .unsupported("candidate: transport \(fields[2].prefix(16)) is neither UDP nor TCP")
    }
    guard let kind = Kind(rawValue: String(fields[7])) else {
      throw .unsupported("candidate: type \(fields[7].prefix(16)) is unknown")
    }
    self.init(
      foundation: String(fields[0]), component: component, transport: transport, priority: UInt32(priority),
      address: String(fields[4]), port: UInt16(port), kind: kind, sdpMid: sdpMid, sdpMLineIndex: sdpMLineIndex)
    try readExtensions(fields.dropFirst(8))
  }

  private mutating func readExtensions(_ fields: ArraySlice<Substring>) throws(SignalingError) {
    var index = fields.startIndex
    while index + 1 < fields.endIndex {
      let value = fields[index + 1]
      switch fields[index] {
      case "raddr":
        guard Self.isAddress(value) else { throw .malformed("candidate: raddr is not an address") }
        relatedAddress = String(value)
      case "rport":
        guard let port = value.decimal(in: 0...65_535) else { throw .malformed("candidate: rport is not a port") }
        relatedPort = UInt16(port)
      case "tcptype":
        guard let type = TCPType(rawValue: String(value)) else { throw .malformed("candidate: tcptype is unknown") }
        tcpType = type
      default:
        break
      }
      index += 2
    }
    guard (transport == .tcp) == (tcpType != nil) else {
      throw .malformed("candidate: TCP needs a tcptype, and UDP must not have one")
    }
  }

  private static func isAddress(_ text: Substring) -> Bool {
    if IPLiteral(text) != nil { return true }
    return text.utf8.count <= 253
      && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
  }
}

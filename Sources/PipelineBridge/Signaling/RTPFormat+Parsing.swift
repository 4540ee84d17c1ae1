extension RTPFormat {
  /// The parameters that say something about our codecs. GStreamer makes a caps field of each parameter, and one
  /// called `payload` or `media` would change what the caps mean.
  private static let knownParameters: Set<String> = [
    "packetization-mode", "profile-level-id", "level-asymmetry-allowed", "max-mbps", "max-smbps", "max-fs", "max-cpb",
    "max-dpb", "max-br", "max-fr", "profile-id", "profile-space", "tier-flag", "level-id", "tx-mode", "profile",
    "level-idx", "tier", "minptime", "ptime", "maxptime",
    "useinbandfec", "usedtx", "stereo", "sprop-stereo", "maxplaybackrate", "sprop-maxcapturerate",
    "maxaveragebitrate", "cbr", "apt",
  ]

  /// The formats of a media section, in the order of its `m=` line. `place` names the section in an error.
  static func formats(of media: SDP.Media, place: String) throws(SignalingError) -> [RTPFormat] {
    var formats: [RTPFormat] = []
    var positions: [Int: Int] = [:]
    for format in media.formats {
      guard let payloadType = format.decimal(in: 0...127) else {
        throw .unsupported("\(place): payload type \(format.prefix(16)) is not a number from 0 to 127")
      }
      guard positions.updateValue(formats.count, forKey: payloadType) == nil else {
        throw .unsupported("\(place): payload type \(payloadType) stands twice in its m= line")
      }
      formats.append(RTPFormat(payloadType: payloadType))
    }
    // In one pass, keyed by payload type: a text may have ten thousand of these lines, in any order.
    for line in media.lines {
      guard let (name, value) = line.attribute else { continue }
      let parts = value.parts(by: " ", maxSplits: 1)
      guard parts.count == 2 else { continue }
      if name == "rtcp-fb", parts[0] == "*" {
        for index in formats.indices { formats[index].addFeedback(parts[1]) }
      } else if let payloadType = parts[0].decimal(in: 0...127), let index = positions[payloadType] {
        formats[index].read(name, parts[1])
      }
    }
    return linkingRetransmissions(formats, positions)
  }

  private mutating func read(_ name: Substring, _ value: Substring) {
    switch name {
    case "rtpmap": readMap(value)
    case "fmtp": readParameters(value)
    case "rtcp-fb": addFeedback(value)
    default: break
    }
  }

  private mutating func readMap(_ value: Substring) {
    let parts = value.parts(by: "/")
    guard encodingName == nil, (2...3).contains(parts.count), parts[0].isToken, parts[0].utf8.count <= 32,
      let clockRate = parts[1].decimal(in: 1...1_000_000),
      let channels = parts.count == 3 ? parts[2].decimal(in: 1...255) : 1
    else { return }
    self.encodingName = String(parts[0])
    self.clockRate = clockRate
    self.channels = channels
  }

  private mutating func readParameters(_ value: Substring) {
    for parameter in value.parts(by: ";") {
      let parts = parameter.drop { $0 == " " }.parts(by: "=", maxSplits: 1)
      let name = parts[0].lowercased()
      guard parts.count == 2, Self.knownParameters.contains(name), parameters[name] == nil else { continue }
      parameters[name] = parts[1].isASCIIAlphanumeric && parts[1].utf8.count <= 16 ? String(parts[1]) : ""
    }
  }

  private mutating func addFeedback(_ value: Substring) {
    // Bounded, because `*` multiplies it by the number of formats.
    guard feedback.count < 16, !feedback.contains(String(value)) else { return }
    feedback.append(String(value))
  }

  private static func linkingRetransmissions(_ formats: [RTPFormat], _ positions: [Int: Int]) -> [RTPFormat] {
    var linked = formats
    for format in formats where format.encodingName?.lowercased() == "rtx" {
      guard let index = format.parameters["apt"]?.decimal(in: 0...127).flatMap({ positions[$0] }),
        formats[index].clockRate == format.clockRate, formats[index].payloadType != format.payloadType,
        linked[index].rtxPayloadType == nil
      else { continue }
      linked[index].rtxPayloadType = format.payloadType
    }
    return linked
  }
}

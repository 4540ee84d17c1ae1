import Foundation

/// Reads what a browser depends on from an encoded stream itself, where caps and times are silent or wrong: profile,
/// reordered pictures, and where decoding can begin.
struct BitstreamInspector: Sendable {
  private enum Reader {
    case h264(H264Reader)
    case h265(H265Reader)
    case vp8Packets, vp9Packets
    /// The flags of the buffers must do.
    case none
  }

  /// Parameter sets and the first slice stand at the beginning of a buffer.
  private static let limit = 16_384

  private var reader = Reader.none
  private var framing = NALUnits.Framing.byteStream
  private var isRTP = false
  private var sets = ParameterSets()
  /// Parameter sets that the last picture of a byte stream lacks for decoding to begin with it, and their place in the
  /// buffer.
  private(set) var missing: (sets: [UInt8], offset: Int)?

  /// Takes new caps, with the parameter sets in them.
  mutating func begin(_ caps: Caps) {
    guard let structure = caps.first else { return }
    isRTP = structure.name == "application/x-rtp"
    let encoding = isRTP ? structure.string("encoding-name")?.uppercased() : nil
    switch (structure.name, encoding) {
    case ("video/x-h264", _), (_, "H264"):
      if case .h264 = reader {} else { (reader, sets) = (.h264(H264Reader()), ParameterSets()) }
    case ("video/x-h265", _), (_, "H265"):
      if case .h265 = reader {} else { (reader, sets) = (.h265(H265Reader()), ParameterSets()) }
    case (_, "VP8"): reader = .vp8Packets
    case (_, "VP9"): reader = .vp9Packets
    default: reader = .none
    }
    framing = isRTP ? .rtp : .byteStream
    if !isRTP, let data = structure.bytes("codec_data") { readConfiguration(data) }
    for name in ["sprop-parameter-sets", "sprop-sps", "sprop-pps"] where isRTP {
      for text in structure.string(name)?.split(separator: ",") ?? [] {
        if let unit = Data(base64Encoded: String(text)) { _ = read(unit: ArraySlice(unit)) }
      }
    }
  }

  /// - Parameter header: of an RTP packet.
  /// - Returns: the picture that begins in the buffer, `nil` where none does; and whether parameter sets come first.
  mutating func read(
    _ buffer: Buffer, _ bytes: [UInt8]?, _ header: RTPHeader?
  ) -> (picture: CodedPicture?, hasParameters: Bool) {
    switch reader {
    case .h264, .h265:
      let bytes = bytes ?? buffer.bytes(limit: Self.limit)
      return read(bytes[(header?.length ?? 0)...])
    case .vp8Packets:
      guard let bytes, let header else { return (nil, false) }
      return (RTPKeyFrames.vp8(bytes[header.length...]), false)
    case .vp9Packets:
      guard let bytes, let header else { return (nil, false) }
      return (RTPKeyFrames.vp9(bytes[header.length...]), false)
    case .none:
      let isKeyFrame = !buffer.isDeltaUnit
      return (isRTP ? nil : CodedPicture(isKeyFrame: isKeyFrame, isEntryPoint: isKeyFrame), false)
    }
  }

  /// - Parameter bytes: units in the framing of the caps.
  mutating func read(_ bytes: ArraySlice<UInt8>) -> (picture: CodedPicture?, hasParameters: Bool) {
    let syntax: NALUnits.Syntax = if case .h265 = reader { .h265 } else { .h264 }
    var (picture, hasParameters): (CodedPicture?, Bool) = (nil, false)
    var offset = 0
    NALUnits.forEach(in: bytes, framing, syntax) { unit in
      picture = read(unit: unit)
      hasParameters = hasParameters || syntax.isParameterSet(unit)
      if framing == .byteStream, syntax.isAnyParameterSet(unit) {
        sets.note(unit, beginsSequence: syntax.isParameterSet(unit))
      }
      if syntax.isDelimiter(unit) { offset = unit.endIndex - bytes.startIndex }
      return picture == nil
    }
    missing = nil
    if let picture, framing == .byteStream, let lacking = sets.begin(), picture.isEntryPoint {
      missing = (lacking, offset)
    }
    return (picture, hasParameters)
  }

  /// Whether the places where decoding can begin are known from the bitstream, also in packets.
  var readsBitstream: Bool { if case .none = reader { false } else { true } }

  /// Whether a picture is shown after one that was decoded later; `nil` where the bitstream is not read.
  var hasReorderedPictures: Bool? {
    switch reader {
    case .h264(let reader): reader.hasReorderedPictures
    case .h265(let reader): reader.hasReorderedPictures
    case .vp8Packets, .vp9Packets, .none: nil
    }
  }

  /// Whether pictures may consist of two fields (`frame_mbs_only_flag`).
  var mayBeInterlaced: Bool {
    if case .h264(let reader) = reader { reader.parameters.map { !$0.isFramesOnly } ?? false } else { false }
  }

  /// The profile in the parameter sets; `nil` before there are any.
  var profile: StreamProfile {
    switch reader {
    case .h264(let reader): StreamProfile(h264: reader.parameters?.profile)
    case .h265(let reader): StreamProfile(h265: reader.parameters?.profile)
    case .vp8Packets, .vp9Packets, .none: StreamProfile()
    }
  }

  private mutating func read(unit: ArraySlice<UInt8>) -> CodedPicture? {
    switch reader {
    case .h264(var following):
      // Without a second reference to its arrays they are changed in place.
      reader = .none
      defer { reader = .h264(following) }
      return following.read(unit)
    case .h265(var following):
      reader = .none
      defer { reader = .h265(following) }
      return following.read(unit)
    case .vp8Packets, .vp9Packets, .none: return nil
    }
  }

  /// Reads `avcC` or `hvcC` (ISO/IEC 14496-15, sections 5.3.3.1 and 8.3.3.1).
  private mutating func readConfiguration(_ data: [UInt8]) {
    guard let first = data.first, first == 1 else { return }
    let isH265 = if case .h265 = reader { true } else { false }
    guard data.count > (isH265 ? 22 : 6) else { return }
    framing = .lengths(Int(data[isH265 ? 21 : 4] & 3) + 1)
    var rest = data[(isH265 ? 23 : 6)...]
    func number() -> Int? {
      guard rest.count >= 2 else { return nil }
      defer { rest = rest.dropFirst(2) }
      return Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
    }
    // H.264 has sequence sets, then picture sets; H.265 an array for each type.
    for index in 0..<(isH265 ? Int(data[22]) : 2) {
      var count: Int
      if isH265 {
        rest = rest.dropFirst()
        guard let units = number() else { return }
        count = units
      } else if index == 0 {
        count = Int(data[5] & 0x1F)
      } else {
        count = Int(rest.popFirst() ?? 0)
      }
      while count > 0, let length = number() {
        _ = read(unit: rest.prefix(length))
        rest = rest.dropFirst(length)
        count -= 1
      }
    }
  }
}

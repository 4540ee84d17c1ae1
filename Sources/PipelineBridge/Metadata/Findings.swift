import CGStreamer

/// What an element's message says, read once.
enum Findings {
  /// Regions, perhaps none, in pixels of the element's picture.
  case regions([PixelRegion], dropped: Int)
  case event(name: String, content: JSONValue)

  /// Fields that say when, not what.
  static let times: Set<String> = ["timestamp", "stream-time", "running-time", "duration", "endtime"]

  /// - Throws: when the message is too large.
  init(_ structure: UnsafePointer<GstStructure>) throws(Conversion.Refusal) {
    var reader = RegionReader()
    if try reader.read(structure) {
      self = .regions(reader.regions, dropped: reader.dropped)
      return
    }
    var conversion = Conversion()
    self = .event(
      name: String(cString: gst_structure_get_name(structure)),
      content: .object(try conversion.fields(of: structure)))
  }
}

/// A region before it is known what the stream's picture is.
struct PixelRegion: Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
  var label: String?
  var confidence: Double?
  var id: Int?
  var data: JSONValue?

  /// - Parameter name: what it is called when no field names it.
  init?(name: String, fields: [String: JSONValue]) {
    guard let x = fields["x"]?.double, let y = fields["y"]?.double, let width = fields["width"]?.double,
      let height = fields["height"]?.double
    else { return nil }
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
    var rest = fields
    for key in ["x", "y", "width", "height", "$name"] { rest[key] = nil }
    label = rest.takeFirst(Self.label) { $0.string } ?? name
    confidence = rest.takeFirst(Self.confidence) { $0.double }
    id = rest.takeFirst(Self.identity) { $0.int }
    data = rest.isEmpty ? nil : .object(rest)
  }

  // What the elements of the field call these.
  static let label = ["label", "class", "class-name", "gesture"]
  static let confidence = ["confidence", "score", "probability"]
  static let identity = ["id", "object-id", "object_id", "track-id", "track_id"]

  func normalised(_ mapping: PictureMapping, source: String?) -> Region {
    let shown = mapping.shown(x: x, y: y, width: width, height: height)
    return Region(
      x: shown.x, y: shown.y, width: shown.width, height: shown.height, label: label, confidence: confidence, id: id,
      source: source, data: data)
  }
}

extension [String: JSONValue] {
  /// Takes out the first of these fields that has a value of the wanted kind.
  fileprivate mutating func takeFirst<Taken>(_ keys: [String], _ read: (JSONValue) -> Taken?) -> Taken? {
    for key in keys {
      guard let value = self[key].flatMap(read) else { continue }
      self[key] = nil
      return value
    }
    return nil
  }
}

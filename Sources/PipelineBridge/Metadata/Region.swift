/// A part of a frame that something was found in.
///
/// Position and size are fractions of the stream's picture: 0, 0 is its left upper corner, 1, 1 its right lower one. A
/// region may reach beyond the picture.
public struct Region: Sendable, Hashable, Codable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double
  /// What it is, such as `face`.
  public var label: String?
  /// How certain that is, as its finder counts: most often from 0 to 1.
  public var confidence: Double?
  /// The same for the same thing in several frames, where its finder follows it.
  public var id: Int?
  /// Who has found it: an element's name, or what a program calls itself.
  public var source: String?
  /// Whatever else is known of it.
  public var data: JSONValue?

  public init(
    x: Double, y: Double, width: Double, height: Double, label: String? = nil, confidence: Double? = nil,
    id: Int? = nil, source: String? = nil, data: JSONValue? = nil
  ) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
    (self.label, self.confidence, self.id, self.source, self.data) = (label, confidence, id, source, data)
  }

  /// Whether it can be drawn: all numbers finite, a size, and somewhere near the picture.
  var isPlausible: Bool {
    [x, y, width, height].allSatisfy { $0.isFinite && abs($0) <= 1_000 } && width >= 0 && height >= 0
      && confidence?.isFinite ?? true
  }

  /// Whether two finders tell of the same: the same label at the same place, give or take the rounding of pixels.
  /// - Parameter tolerance: as a fraction of the picture.
  func isSame(as other: Region, within tolerance: Double) -> Bool {
    label == other.label && abs(x - other.x) <= tolerance && abs(y - other.y) <= tolerance
      && abs(width - other.width) <= tolerance && abs(height - other.height) <= tolerance
  }

  var json: JSONValue {
    func rounded(_ number: Double) -> JSONValue { JSONValue(finite: (number * 1e6).rounded() / 1e6) }
    var fields: [String: JSONValue] = [
      "x": rounded(x), "y": rounded(y), "width": rounded(width), "height": rounded(height),
    ]
    fields["label"] = label.map(JSONValue.string)
    fields["confidence"] = confidence.map(JSONValue.init(finite:))
    fields["id"] = id.map { .integer(Int64($0)) }
    fields["source"] = source.map(JSONValue.string)
    fields["data"] = data
    return .object(fields)
  }
}

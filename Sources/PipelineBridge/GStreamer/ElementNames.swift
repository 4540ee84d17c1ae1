import CGStreamer

/// Names that GStreamer gives to elements by itself: `queue0`, `queue1`, …, counted for each type in the process.
enum ElementNames {
  /// A user's number above this one is reached after so many starts that nobody sees it.
  private static let highestNumber = 5_000

  /// Advances GStreamer's counters past the names that the user has given, so that no unnamed element of the string
  /// gets one of them, in this run or in a later one.
  static func avoidClashes(in description: PipelineString) {
    let names = Set(description.elementNames.filter { $0.last?.isNumber == true })
    guard !names.isEmpty else { return }
    let types = description.elementTypes.union(["capsfilter", "bin", "appsink", "fakesink", "parsebin"])
    for type in types.sorted() {
      guard var next = number(type) else { continue }
      let numbers = names.compactMap { number(in: $0, after: next.prefix) }.filter { $0 <= highestNumber }
      guard let last = numbers.max() else { continue }
      while next.number < last, let following = number(type), following.number > next.number { next = following }
    }
  }

  /// Makes an element and returns what GStreamer calls it.
  private static func number(_ type: String) -> (prefix: String, number: Int)? {
    guard let made = gst_element_factory_make(type, nil) else { return nil }
    let name = Element(reference: ObjectReference(sinking: made)).name
    let prefix = String(name.trimmingSuffix { $0.isNumber })
    return number(in: name, after: prefix).map { (prefix, $0) }
  }

  private static func number(in name: String, after prefix: String) -> Int? {
    name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
  }
}

/// Something that an element of the pipeline has said on the bus (`GST_MESSAGE_ELEMENT`), other than regions of a frame:
/// a bar code, a level of sound, motion that begins.
public struct PipelineEvent: Sendable, Hashable, Codable {
  /// Counts up from 0; a gap tells how many were dropped.
  public var number: Int
  /// Nanoseconds of the bridge's running time: when it was, as the element says, else when it came.
  public var time: UInt64
  /// The same moment in milliseconds since 1970 (UTC).
  public var date: Double
  /// The element's name, such as `zbar0`.
  public var element: String
  /// What it is, such as `barcode`: the name of the message's structure.
  public var name: String
  /// The structure's fields.
  public var content: JSONValue
}

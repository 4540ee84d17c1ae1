import Foundation

extension JSONDecoder {
  /// How deep arrays and objects may stand in each other. The decoder's time grows with the cube of the depth, its
  /// stack with the depth.
  package static let nestingLimit = 16

  /// Decodes what a stranger has sent.
  /// - Parameter json: UTF-8.
  /// - Throws: `BridgeError` when it is nested too deep, or what `decode` throws.
  package static func decodeUntrusted<Value: Decodable>(_ type: Value.Type, from json: some DataProtocol) throws
    -> Value
  {
    guard isFlat(json) else {
      throw BridgeError(.metadata, "JSON may be nested \(nestingLimit) levels deep, in UTF-8")
    }
    return try JSONDecoder().decode(type, from: Data(json))
  }

  private static func isFlat(_ json: some DataProtocol) -> Bool {
    var depth = 0
    var isInString = false
    var isEscaped = false
    for byte in json {
      // The decoder takes UTF-16 and UTF-32 too, whose brackets and quotes would be counted wrongly.
      guard byte != 0 else { return false }
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        guard depth <= nestingLimit else { return false }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      default: break
      }
    }
    return true
  }
}

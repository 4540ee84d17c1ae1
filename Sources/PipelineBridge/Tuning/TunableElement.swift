/// An element that the user has named in the pipeline string, with what can be changed while it plays.
public struct TunableElement: Sendable, Hashable, Codable {
  /// As in `name=`.
  public var name: String
  /// What it is, such as `videobalance`.
  public var factory: String
  public var properties: [TunableProperty]
}

/// A property as its element describes it (`GParamSpec`).
public struct TunableProperty: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Codable {
    case boolean, integer, number, string
    /// One of `choices`.
    case choice
    /// Any of `choices`.
    case choices
  }

  public struct Choice: Sendable, Hashable, Codable {
    public var value: String
    public var label: String
  }

  public var name: String
  public var description: String
  public var kind: Kind
  /// The present value.
  public var value: JSONValue
  public var defaultValue: JSONValue
  public var minimum: JSONValue?
  public var maximum: JSONValue?
  public var choices: [Choice]?

  /// - Returns: the value as gst-launch writes it.
  /// - Throws: `BridgeError` that says what the property takes.
  func text(for value: JSONValue) throws(BridgeError) -> String {
    switch (kind, value) {
    case (.boolean, .bool(let value)): return value ? "true" : "false"
    case (.integer, .integer), (.integer, .unsigned), (.number, .integer), (.number, .unsigned), (.number, .number):
      if let number = value.double, let minimum = minimum?.double, let maximum = maximum?.double,
        (minimum...maximum).contains(number)
      {
        return value.text
      }
    case (.string, .string(let text)) where text.utf8.count <= 4_096 && !text.utf8.contains(0): return text
    case (.choice, .string(let choice)) where isChoice(choice): return choice
    case (.choices, .array(let values)):
      let names = values.compactMap(\.string)
      guard names.count == values.count, names.allSatisfy(isChoice) else { break }
      return names.isEmpty ? "0" : names.joined(separator: "+")
    default: break
    }
    throw BridgeError(.control, "\(name) takes \(expectation), not \(String(value.text.prefix(80)))")
  }

  private func isChoice(_ value: String) -> Bool { choices?.contains { $0.value == value } ?? false }

  private var expectation: String {
    let range = "from \(minimum?.text ?? "") to \(maximum?.text ?? "")"
    return switch kind {
    case .boolean: "true or false"
    case .integer: "a whole number \(range)"
    case .number: "a number \(range)"
    case .string: "a text of at most 4096 bytes"
    case .choice: "one of \((choices ?? []).map(\.value).joined(separator: ", "))"
    case .choices: "a list of any of \((choices ?? []).map(\.value).joined(separator: ", "))"
    }
  }
}

/// Why a session description or a candidate was not taken.
public struct SignalingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of failure it is; decides the HTTP status of a WHEP answer.
  public let code: Code

  /// One sentence for a person: where it is in the text, what is wrong, what would be right.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { detail }
}

extension SignalingError {
  /// The kinds of failure; more may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Storage: String, Hashable, Sendable {
      case malformed
      case unsupported
    }

    private let storage: Storage

    /// The text is not SDP (HTTP 400).
    public static let malformed = Code(storage: .malformed)

    /// The text is SDP, but what it asks for cannot be served (HTTP 422).
    public static let unsupported = Code(storage: .unsupported)

    public var description: String { storage.rawValue }
  }

  static func malformed(_ detail: String) -> SignalingError { SignalingError(code: .malformed, detail: detail) }
  static func unsupported(_ detail: String) -> SignalingError { SignalingError(code: .unsupported, detail: detail) }
}

import Foundation
import HTTPTypes

/// An HTTP response as a value, whatever the server.
struct Reply: Sendable, Equatable {
  var status: HTTPResponse.Status
  var headers = HTTPFields()
  var body: [UInt8] = []
  /// What an error says to a person.
  private(set) var detail: String?

  init(_ status: HTTPResponse.Status, headers: HTTPFields = HTTPFields(), type: String? = nil, body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
    if let type { self.headers[.contentType] = type }
  }

  static func json(_ value: some Encodable) -> Reply {
    guard let data = try? JSONEncoder.plain.encode(value) else {
      return .problem(.internalServerError, "the answer cannot be written as JSON")
    }
    return Reply(.ok, type: "application/json", body: [UInt8](data))
  }

  /// An error for a person and for a program (RFC 9457).
  static func problem(
    _ status: HTTPResponse.Status, _ detail: String, headers: HTTPFields = HTTPFields()
  ) -> Reply {
    struct Problem: Encodable {
      let type = "about:blank"
      let title: String
      let status: Int
      let detail: String
    }
    let problem = Problem(title: status.reasonPhrase, status: status.code, detail: detail)
    let body = (try? JSONEncoder.plain.encode(problem)) ?? Data()
    var reply = Reply(status, headers: headers, type: "application/problem+json", body: [UInt8](body))
    reply.detail = detail
    return reply
  }

  static func methodNotAllowed(_ allowed: String) -> Reply {
    .problem(.methodNotAllowed, "only \(allowed) work here", headers: [.allow: allowed])
  }
}

extension JSONEncoder {
  /// For people as well: keys in order, slashes as they are.
  static var plain: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

import Foundation
import HTTPTypes
import PipelineBridge

/// `/api/elements`: what viewers may change while the pipeline plays (`--control`).
struct ElementsEndpoint: Sendable {
  static let path = "/api/elements"

  let bridge: Bridge

  private struct Change: Decodable {
    let element: String
    let property: String
    let value: JSONValue
  }

  func reply(to request: HTTPRequest, body: [UInt8]) async -> Reply {
    do {
      switch request.method {
      case .get, .head: return .json(try await bridge.tunableElements())
      case .post:
        guard request.mediaType == "application/json" else {
          return .problem(.unsupportedMediaType, "send Content-Type: application/json")
        }
        guard let change = try? JSONDecoder.decodeUntrusted(Change.self, from: body) else {
          return .problem(.badRequest, "send {\"element\": …, \"property\": …, \"value\": …}")
        }
        try await bridge.set(change.property, of: change.element, to: change.value)
        return Reply(.noContent)
      default: return .methodNotAllowed("GET, HEAD, POST")
      }
    } catch let error as BridgeError {
      return .problem(bridge.configuration.allowsControl ? .unprocessableContent : .forbidden, error.message)
    } catch {
      return .problem(.internalServerError, "\(error)")
    }
  }
}

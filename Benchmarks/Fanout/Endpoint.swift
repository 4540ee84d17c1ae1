import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A WHEP endpoint, spoken to over a connection of its own for each request.
struct Endpoint {
  let address: String
  let port: UInt16

  struct Reply {
    let location: String
    let body: String
  }

  struct HTTPError: Error, CustomStringConvertible {
    let description: String
  }

  func post(_ offer: String) throws -> Reply {
    let text = try send(
      "POST /whep HTTP/1.1\r\nContent-Type: application/sdp\r\nContent-Length: \(offer.utf8.count)\r\n", body: offer)
    guard text.hasPrefix("HTTP/1.1 201"), let end = text.range(of: "\r\n\r\n") else {
      throw HTTPError(description: "the offer was refused: \(text.prefix(200))")
    }
    let location = text[..<end.lowerBound].components(separatedBy: "\r\n")
      .first { $0.lowercased().hasPrefix("location:") }
    return Reply(
      location: location.map { $0.dropFirst("location:".count).trimmingCharacters(in: .whitespaces) } ?? "",
      body: String(text[end.upperBound...]))
  }

  func delete(_ session: String) throws { _ = try send("DELETE \(session) HTTP/1.1\r\n", body: "") }

  private func send(_ head: String, body: String) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var remote = sockaddr_in()
    remote.sin_family = sa_family_t(AF_INET)
    remote.sin_port = port.bigEndian
    inet_pton(AF_INET, address, &remote.sin_addr)
    let connected = withUnsafePointer(to: &remote) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw HTTPError(description: "nobody listens on \(address):\(port)") }
    let request = Array("\(head)Host: \(address):\(port)\r\nConnection: close\r\n\r\n\(body)".utf8)
    guard write(descriptor, request, request.count) == request.count else {
      throw HTTPError(description: "the request could not be sent")
    }
    var reply: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = read(descriptor, &chunk, chunk.count), count > 0 { reply += chunk[..<count] }
    return String(decoding: reply, as: UTF8.self)
  }
}

import Foundation
import HTTPTypes

/// A client that sends exactly the bytes it is given, over a real socket.
struct RawHTTP {
  struct Failure: Error { let what: String }

  struct Answer {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: String

    subscript(name: String) -> String? {
      fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }

  let port: Int
  var address = "127.0.0.1"

  /// Sends one request with `Connection: close` and reads the answer to its end.
  func send(
    _ method: String, _ path: String, host: String? = nil, fields: [String: String] = [:], body: String = ""
  ) throws -> Answer {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: \(host ?? "localhost:\(port)")\r\nConnection: close\r\n"
    for (name, value) in fields { head += "\(name): \(value)\r\n" }
    if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.utf8.count)\r\n" }
    return try exchange(head + "\r\n" + body)
  }

  func exchange(_ text: String) throws -> Answer {
    let family = address.contains(":") ? AF_INET6 : AF_INET
    let socket = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw Failure(what: "socket") }
    defer { close(socket) }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    try connect(socket, family)
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let sent = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      // The server may answer and close before it has read all: what it said still counts.
      guard sent > 0 else { break }
      bytes = bytes.dropFirst(sent)
    }
    return try parse(receive(socket))
  }

  private func connect(_ socket: Int32, _ family: Int32) throws {
    var result: Int32
    if family == AF_INET6 {
      var target = sockaddr_in6()
      target.sin6_family = sa_family_t(AF_INET6)
      target.sin6_port = UInt16(port).bigEndian
      inet_pton(AF_INET6, address, &target.sin6_addr)
      result = withUnsafePointer(to: target) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
      }
    } else {
      var target = sockaddr_in()
      target.sin_family = sa_family_t(AF_INET)
      target.sin_port = UInt16(port).bigEndian
      inet_pton(AF_INET, address, &target.sin_addr)
      result = withUnsafePointer(to: target) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    guard result == 0 else { throw Failure(what: "connect: \(String(cString: strerror(errno)))") }
  }

  private func receive(_ socket: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func parse(_ text: String) throws -> Answer {
    guard let end = text.range(of: "\r\n\r\n") else { throw Failure(what: "no answer: \(text.prefix(200))") }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Failure(what: "no status: \(lines[0])")
    }
    let fields = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
    return Answer(status: status, fields: fields, body: String(text[end.upperBound...]))
  }
}

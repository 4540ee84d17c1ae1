import Foundation
import PipelineBridge
import Testing

@testable import bridge

extension ServerTests {
  /// What a stranger with a socket tries.
  @Suite struct Attacks {
    /// What is sent, and what may come back. `HOST` stands for a name of ours with the right port, `PORT` for the port.
    private static let requests: [(head: String, statuses: [Int])] = [
      ("GET / HTTP/1.1", [421]),
      ("GET / HTTP/1.0", [421]),
      ("GET / HTTP/1.1\r\nHost:", [421]),
      ("GET / HTTP/1.1\r\nHost: evil.example:PORT", [421]),
      ("GET / HTTP/1.1\r\nHost: localhost.evil:PORT", [421]),
      ("GET / HTTP/1.1\r\nHost: localhost.:PORT", [421]),
      ("GET / HTTP/1.1\r\nHost: localhost:PORT.evil", [421]),
      ("GET / HTTP/1.1\r\nHost: localhost:0PORT", [421]),
      ("GET / HTTP/1.1\r\nHost: [0:0:0:0:0:0:0:1]:PORT", [421]),
      ("GET / HTTP/1.1\r\nHost: [::ffff:127.0.0.1]:PORT", [421]),
      ("GET / HTTP/1.1\r\nHost: [::1%25lo]:PORT", [421]),
      ("GET / HTTP/1.1\r\nHost: 127.0.0.1.evil:PORT", [421]),
      ("GET / HTTP/1.1\r\nHost: 0x7f.1:PORT", [421]),
      ("GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil.example", [400, 421]),
      ("GET / HTTP/1.1\r\nHost: evil.example\r\nHost: HOST", [400, 421]),
      ("GET / HTTP/1.1\r\nHost: HOST, evil.example", [400, 421]),
      ("GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: HOST\r\nForwarded: host=HOST", [421]),
      // The server below takes the path of a whole address; the name in it decides nothing.
      ("GET http://evil.example/nothing HTTP/1.1\r\nHost: HOST", [404]),
      ("GET http://HOST/api/status HTTP/1.1\r\nHost: evil.example", [421]),
      ("GET evil.example:80 HTTP/1.1\r\nHost: HOST", [400]),
      ("CONNECT evil.example:80 HTTP/1.1\r\nHost: HOST", [400, 405, 421]),
      ("GET * HTTP/1.1\r\nHost: HOST", [400]),
      ("GET /../../etc/passwd HTTP/1.1\r\nHost: HOST", [404]),
      ("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: HOST", [404]),
      ("GET /..%5c..%5cetc/passwd HTTP/1.1\r\nHost: HOST", [404]),
      ("GET /index.html%00.js HTTP/1.1\r\nHost: HOST", [400, 404]),
      ("GET //evil.example/ HTTP/1.1\r\nHost: HOST", [404]),
      ("GET /whep/../api/status HTTP/1.1\r\nHost: HOST", [404]),
      ("GET /whep/00000000000000000000000000000000 HTTP/1.1\r\nHost: HOST", [404]),
      ("GET /api/status HTTP/1.1\r\nHost: HOST\r\nOrigin: http://evil.example", [403]),
      ("GET /api/events HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: cross-site", [403]),
      ("GET /api/status HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site", [403]),
      ("GET / HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nOrigin: http://evil.example", [403]),
      ("GET / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nContent-Length: 5", [400]),
      ("POST /whep HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1", [400]),
      ("POST /whep HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2", [400]),
      ("NONSENSE", [400]),
      ("GET / HTTP/9.9\r\nHost: HOST", [400, 505]),
    ]

    @Test func isRefused() async throws {
      try await withServer { http, bridge in
        for (head, statuses) in Self.requests {
          let text = head.replacingOccurrences(of: "HOST", with: "localhost:\(http.port)")
            .replacingOccurrences(of: "PORT", with: "\(http.port)")
          let answer = try http.exchange(text + "\r\nConnection: close\r\n\r\n")
          #expect(statuses.contains(answer.status), "\(head): \(answer.status)")
          #expect(answer["Server"] == nil && answer["Access-Control-Allow-Origin"] == nil)
        }
        #expect(await bridge.status().state == .live)
      }
    }

    @Test func aHeadWithoutEnd() async throws {
      try await withServer { http, _ in
        let field = "X: \(String(repeating: "a", count: 1_000))\r\n"
        // More than the limit of 80 kB: refused or cut off, whatever else comes.
        let start = "GET / HTTP/1.1\r\nHost: localhost:\(http.port)\r\n"
        let answer = try? http.exchange(start + String(repeating: field, count: 1_000))
        #expect(answer == nil || (400..<500).contains(answer?.status ?? 0))
        let after = try http.send("GET", "/healthz")
        #expect(after.status == 200)
      }
    }

    @Test func aBodyWithoutEnd() async throws {
      try await withServer { http, _ in
        let head = "POST /whep HTTP/1.1\r\nHost: localhost:\(http.port)\r\nContent-Type: application/sdp\r\n"
        let chunk = "10000\r\n\(String(repeating: "a", count: 65_536))\r\n"
        let answer = try http.exchange(
          head + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + String(repeating: chunk, count: 3))
        #expect(answer.status == 413)
      }
    }
  }
}

import Foundation
import Logging
import PipelineBridge
import Testing

@testable import bridge

@Suite(.serialized) struct ServerTests {
  @Test func pageAndFiles() async throws {
    try await withServer { http, _ in
      let page = try http.send("GET", "/")
      #expect(page.status == 200)
      #expect(page["Content-Type"] == "text/html; charset=utf-8")
      #expect(page["Content-Security-Policy"]?.hasPrefix("default-src 'none'; ") == true)
      #expect(page["X-Content-Type-Options"] == "nosniff")
      #expect(page["Server"] == nil)
      #expect(page.body.contains("<title>"))
      for path in ["/paste", "/style.css", "/peer.js", "/favicon.svg"] {
        #expect(try http.send("GET", path).status == 200, "\(path)")
      }
      for path in ["/nothing", "/../Package.swift", "/%2e%2e/Package.swift", "//", "/web/index.html"] {
        #expect(try http.send("GET", path).status == 404, "\(path)")
      }
      #expect(try http.send("HEAD", "/").body.isEmpty)
      #expect(try http.send("PUT", "/").status == 405)
      #expect(try http.send("GET", "/healthz").body == "ok\n")
    }
  }

  @Test func bothLoopbackAddresses() async throws {
    try await withServer { http, _ in
      let six = RawHTTP(port: http.port, address: "::1")
      let answer = try six.send("GET", "/healthz", host: "[::1]:\(http.port)")
      #expect(answer.status == 200)
    }
  }

  /// Another program at one of the two addresses would be shown the token.
  @Test func anotherProgramAtOneAddress() async throws {
    let other = try TakenPort.take(on: "::1")
    let listening = Listening(port: other.port)
    let server = WebServer(
      site: Site(bridge: try Bridge(pipeline: "videotestsrc is-live=true"), policy: listening.policy),
      listening: listening, logger: Logger(label: "test")
    ) { _ in Issue.record("it serves beside the other program") }
    await #expect(throws: ServerError.self) { try await server.run() }
    other.close()
  }

  @Test func aPersonGetsAPage() async throws {
    try await withServer { http, _ in
      let html = ["Accept": "text/html,*/*;q=0.8"]
      let page = try http.send("GET", "/", host: "pi.local:9000", fields: html)
      #expect(page.status == 421 && page["Content-Type"] == "text/html; charset=utf-8")
      #expect(page.body.contains("<code>--allow-host pi.local</code>"))
      #expect(page["Content-Security-Policy"]?.contains("'unsafe") == false)
      let evil = try http.send("GET", "/", host: "<img>.example", fields: html)
      #expect(!evil.body.contains("<img>") && (400...421).contains(evil.status))
      let frame = html.merging(["Origin": "https://pi.local", "Sec-Fetch-Site": "cross-site"]) { $1 }
      let foreign = try http.send("GET", "/", fields: frame)
      #expect(foreign.status == 403 && foreign.body.contains("<code>--allow-host pi.local</code>"))
      let missing = try http.send("GET", "/nothing", fields: html)
      #expect(missing.status == 404 && missing["Content-Type"] == "text/html; charset=utf-8")
      let program = try http.send("GET", "/", host: "pi.local:9000")
      #expect(program.status == 421 && program["Content-Type"] == "application/problem+json")
    }
  }

  @Test func framesOfNamedOrigins() async throws {
    try await withServer(listening: Listening(allowedFrames: ["http://dash.example:8123"])) { http, _ in
      let page = try http.send("GET", "/")
      #expect(page["Content-Security-Policy"]?.hasSuffix("frame-ancestors http://dash.example:8123") == true)
      #expect(page["X-Frame-Options"] == nil)
    }
  }

  @Test func strangersAreRefused() async throws {
    try await withServer { http, _ in
      #expect(try http.send("GET", "/", host: "evil.example:\(http.port)").status == 421)
      #expect(try http.send("POST", "/whep", fields: ["Origin": "https://evil.example"]).status == 403)
      let two = "GET / HTTP/1.1\r\nHost: localhost:\(http.port)\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
      let status = try http.exchange(two).status
      #expect((400...421).contains(status))
    }
  }

  @Test func statusAndTransport() async throws {
    try await withServer { http, _ in
      func status() throws -> Status {
        try JSONDecoder().decode(Status.self, from: Data(http.send("GET", "/api/status").body.utf8))
      }
      let live = try status()
      #expect(live.state == .live && live.viewers == 0 && live.renditions.isEmpty)
      #expect(live.streams.first?.width == 320)

      #expect(try http.send("POST", "/api/pipeline/stop").status == 415)
      #expect(try status().state == .live)
      let json = ["Content-Type": "application/json"]
      #expect(try http.send("POST", "/api/pipeline/stop", fields: json, body: "{}").status == 204)
      #expect(try status().state == .stopped)
      #expect(try http.send("POST", "/api/pipeline/start", fields: json, body: "{}").status == 204)
      #expect(try status().state == .live)
      #expect(try http.send("GET", "/api/pipeline/start").status == 405)
    }
  }

  @Test func events() async throws {
    try await withServer("videotestsrc num-buffers=240") { http, _ in
      // The stream of events ends with the pipeline.
      let answer = try http.send("GET", "/api/events")
      #expect(answer["Content-Type"] == "text/event-stream")
      #expect(answer.body.contains("event: status\ndata: {"))
      #expect(answer.body.contains("\"state\":\"ended\"") || answer.body.contains("\"state\":\"closing\""))
    }
  }

  @Test func aTokenIsWanted() async throws {
    try await withServer(listening: Listening(token: "a-long-secret")) { http, _ in
      #expect(try http.send("GET", "/").status == 200)
      let refused = try http.send("GET", "/api/status")
      #expect(refused.status == 401 && refused["WWW-Authenticate"] == "Bearer")
      #expect(try http.send("GET", "/api/status", fields: ["Authorization": "Bearer a-long-secret"]).status == 200)
    }
  }
}

import HTTPTypes
import Testing

@testable import bridge

@Suite struct AccessPolicyTests {
  private let policy = AccessPolicy(names: AccessPolicy.loopbackNames, token: nil)

  private func request(
    _ host: String?, method: HTTPRequest.Method = .get, path: String = "/api/status", _ fields: HTTPFields = [:]
  ) -> HTTPRequest {
    HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: fields)
  }

  @Test(arguments: ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LocalHost:8080"])
  func ourNamesPass(host: String) {
    #expect(policy.refusal(of: request(host), port: 8080) == nil)
  }

  @Test(
    arguments: [
      nil, "", "localhost", "localhost:80", "localhost:8081", "localhost.:8080", "localhost.evil:8080",
      "evil.localhost:8080", "evil.example:8080", "127.0.0.2:8080", "127.1:8080", "[::]:8080", "::1:8080",
      "user@localhost:8080", "0:8080", "2130706433:8080", "localhost:08080", "localhost:8080:8080",
    ] as [String?])
  func otherNamesDoNot(host: String?) {
    #expect(policy.refusal(of: request(host), port: 8080)?.status == .misdirectedRequest)
  }

  @Test func theDefaultPortNeedsNotBeNamed() {
    var policy = policy
    #expect(policy.refusal(of: request("localhost"), port: 80) == nil)
    #expect(policy.refusal(of: request("localhost"), port: 443) != nil)
    policy.scheme = "https"
    #expect(policy.refusal(of: request("localhost"), port: 443) == nil)
    #expect(policy.refusal(of: request("localhost"), port: 80) != nil)
  }

  @Test(arguments: [
    ("localhost", true), ("localhost:8080", true), ("[::1]:9", true), ("localhost:", false),
    ("localhost:x", false), ("localhost:123456", false), ("evil.example", false), ("localhost.evil", false),
  ])
  func aSocketIsReachedThroughAnyPort(host: String, passes: Bool) {
    #expect((policy.refusal(of: request(host), port: nil) == nil) == passes)
  }

  @Test(
    arguments: [
      ("http://localhost:8080", nil),
      ("http://[::1]:8080", 403),
      ("https://localhost:8080", 403),
      ("null", 403),
      ("http://localhost", 403),
      ("http://localhost:9090", 403),
      ("https://evil.example", 403),
      ("file://", 403),
      ("", 403),
      ("http://localhost:8080.evil.example", 403),
      ("http://localhost:8080@evil.example", 403),
    ] as [(String, Int?)])
  func origins(origin: String, status: Int?) {
    let fields: HTTPFields = [.origin: origin]
    let refusal = policy.refusal(of: request("localhost:8080", method: .post, fields), port: 8080)
    #expect(refusal?.status.code == status)
  }

  @Test(
    arguments: [
      ("same-origin", HTTPRequest.Method.post, "/whep", nil),
      ("none", .get, "/api/status", nil),
      ("cross-site", .get, "/", nil),
      ("cross-site", .get, "/?from=a-link", nil),
      ("cross-site", .post, "/", 403),
      ("cross-site", .post, "/whep", 403),
      ("cross-site", .get, "/whep", 403),
      ("same-site", .post, "/api/pipeline/stop", 403),
      ("cross-site", .get, "/api/events", 403),
      ("cross-site", .get, "/what/comes/later", 403),
      ("none, cross-site", .get, "/api/status", 403),
      ("", .get, "/api/status", 403),
    ] as [(String, HTTPRequest.Method, String, Int?)])
  func fetchSites(site: String, method: HTTPRequest.Method, path: String, status: Int?) {
    let fields: HTTPFields = [.secFetchSite: site]
    #expect(
      policy.refusal(of: request("localhost:8080", method: method, path: path, fields), port: 8080)?.status.code
        == status)
  }

  @Test(
    arguments: [
      (nil, 401), ("Bearer secret-token", nil), ("bearer secret-token", nil), ("Bearer secret-toke", 401),
      ("Bearer secret-token2", 401), ("Basic secret-token", 401), ("Bearer ", 401), ("Bearer", 401),
      ("Bearer secret-token, Bearer x", 401),
    ] as [(String?, Int?)])
  func tokens(authorization: String?, status: Int?) {
    let policy = AccessPolicy(names: AccessPolicy.loopbackNames, token: "secret-token")
    var fields = HTTPFields()
    fields[.authorization] = authorization
    for path in ["/whep", "/whep/abc", "/api/status", "/what/comes/later", "//", "/%2e/style.css"] {
      let refusal = policy.refusal(of: request("localhost:8080", path: path, fields), port: 8080)
      #expect(refusal?.status.code == status)
      #expect(refusal == nil || refusal?.headers[.wwwAuthenticate] == "Bearer")
    }
    for path in ["/", "/paste", "/style.css", "/healthz", "/?x"] {
      #expect(policy.refusal(of: request("localhost:8080", path: path, fields), port: 8080) == nil)
    }
  }

  @Test(
    arguments: [
      ("https://player.example", "/whep", nil), ("https://player.example", "/whep/abc", nil),
      ("https://player.example", "/api/status", 403), ("https://player.example", "/whepx", 403),
      ("https://player.example:8443", "/whep", 403), ("https://sub.player.example", "/whep", 403),
      ("http://player.example", "/whep", 403), ("null", "/whep", 403),
    ] as [(String, String, Int?)])
  func allowedOriginsMayWatch(origin: String, path: String, status: Int?) {
    var policy = policy
    policy.allowedOrigins = ["https://player.example"]
    let preflight: HTTPFields = [
      .origin: origin, .secFetchSite: "cross-site", .accessControlRequestMethod: "POST",
    ]
    for method in [HTTPRequest.Method.options, .post] {
      let request = request("localhost:8080", method: method, path: path, preflight)
      let fields = policy.crossOriginFields(for: request)
      #expect(policy.refusal(of: request, port: 8080)?.status.code == status)
      #expect(fields[.accessControlAllowOrigin] == (status == nil ? origin : nil))
      #expect(fields[.accessControlExposeHeaders] == (status == nil ? "Location, ETag, Link, Retry-After" : nil))
      #expect((fields[.accessControlAllowHeaders] != nil) == (status == nil && method == .options))
    }
  }
}

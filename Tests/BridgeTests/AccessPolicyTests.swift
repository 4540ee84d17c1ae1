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

  /// At any port: forwarders change it, and a rebinding page cannot have the name.
  @Test(
    arguments: [
      "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LocalHost:8080", "localhost", "localhost:80",
      "localhost:9000", "127.0.0.1:9000", "[::1]:9000",
    ])
  func ourNamesPass(host: String) {
    #expect(policy.refusal(of: request(host), port: 8080) == nil)
  }

  @Test(
    arguments: [
      nil, "", "localhost.:8080", "localhost.evil:8080", "localhost:", "localhost:65536", "localhost:8080.evil",
      "evil.localhost:8080", "evil.example:8080", "127.0.0.2:8080", "127.1:8080", "[::]:8080", "::1:8080",
      "user@localhost:8080", "0:8080", "2130706433:8080", "localhost:08080", "localhost:8080:8080",
      "192.0.2.7:8080", "[2001:db8::7]:8080", "pi.local:8080", "<b>:8080",
    ] as [String?])
  func otherNamesDoNot(host: String?) {
    #expect(policy.refusal(of: request(host), port: 8080)?.status == .misdirectedRequest)
  }

  @Test(
    arguments: [
      ("pi.local", "pi.local", true), ("pi.local", "pi.local:9000", true), ("PI.local", "pi.LOCAL", true),
      ("pi.local:9000", "pi.local:9000", true), ("pi.local:9000", "pi.local:9001", false),
      ("pi.local:9000", "pi.local", false), ("cam.example:443", "cam.example", true),
      ("pi.local", "xpi.local", false), ("pi.local", "pi.local.evil", false), ("192.0.2.7", "192.0.2.7:80", true),
    ])
  func namedHostsPass(allowed: String, host: String, passes: Bool) throws {
    var policy = policy
    policy.allowedHosts = [try #require(Authority(allowed))]
    #expect((policy.refusal(of: request(host), port: 8080) == nil) == passes)
  }

  @Test(arguments: [("192.0.2.7:9000", true), ("[2001:db8::7]", true), ("0x7f.1", false), ("evil.example", false)])
  func anExposedServerIsReachedByAnyAddress(host: String, passes: Bool) {
    var policy = policy
    policy.acceptsAddresses = true
    #expect((policy.refusal(of: request(host), port: 8080) == nil) == passes)
  }

  @Test func aRefusedNameIsToldWhichOptionLetsItIn() throws {
    func detail(_ host: String) throws -> String {
      try #require(policy.refusal(of: request(host), port: 8080)?.detail)
    }
    #expect(try detail("pi.local:9000").contains("--allow-host pi.local"))
    #expect(try detail("pi.local").contains("http://localhost:8080/"))
    #expect(try !detail("<script>alert(1)</script>").contains("script"))
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

  /// A proxy that writes its own `Host` leaves `Origin` as it is. Browsers say then that page and address are one.
  @Test(
    arguments: [
      ("http://localhost:9000", "localhost:8080", "same-origin", nil),
      ("https://cam.example", "localhost:8080", "same-origin", nil),
      ("http://localhost:9000", "localhost:8080", "same-site", 403),
      ("http://localhost:9000", "localhost:8080", nil, 403),
      ("https://proxy.example", "localhost:8080", nil, nil),
      ("https://proxy.example", "proxy.example", nil, nil),
      ("http://proxy.example:99", "proxy.example", nil, 403),
      ("https://proxy.example", "localhost:8080", "cross-site", 403),
      ("https://other.example", "proxy.example", nil, 403),
    ] as [(String, String, String?, Int?)])
  func proxies(origin: String, host: String, site: String?, status: Int?) throws {
    var policy = policy
    policy.allowedHosts = [try #require(Authority("proxy.example"))]
    var fields: HTTPFields = [.origin: origin]
    fields[.secFetchSite] = site
    let refusal = policy.refusal(of: request(host, method: .post, path: "/whep", fields), port: 8080)
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

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
      "user@localhost:8080", "0:8080", "2130706433:8080",
    ] as [String?])
  func otherNamesDoNot(host: String?) {
    #expect(policy.refusal(of: request(host), port: 8080)?.status == .misdirectedRequest)
  }

  @Test func port80NeedsNoPort() {
    #expect(policy.refusal(of: request("localhost"), port: 80) == nil)
  }

  @Test(
    arguments: [
      ("http://localhost:8080", nil),
      ("http://[::1]:8080", nil),
      ("http://127.0.0.1:8080", nil),
      ("null", 403),
      ("http://localhost", 403),
      ("http://localhost:9090", 403),
      ("https://evil.example", 403),
      ("file://", 403),
      ("http://localhost:8080.evil.example", 403),
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
      ("cross-site", .post, "/whep", 403),
      ("same-site", .post, "/api/pipeline/stop", 403),
      ("cross-site", .get, "/api/events", 403),
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
      ("Bearer secret-token2", 401), ("Basic secret-token", 401), ("Bearer ", 401),
    ] as [(String?, Int?)])
  func tokens(authorization: String?, status: Int?) {
    let policy = AccessPolicy(names: AccessPolicy.loopbackNames, token: "secret-token")
    var fields = HTTPFields()
    fields[.authorization] = authorization
    for path in ["/whep", "/whep/abc", "/api/status"] {
      let refusal = policy.refusal(of: request("localhost:8080", path: path, fields), port: 8080)
      #expect(refusal?.status.code == status)
      #expect(refusal == nil || refusal?.headers[.wwwAuthenticate] == "Bearer")
    }
    #expect(policy.refusal(of: request("localhost:8080", path: "/", fields), port: 8080) == nil)
  }
}

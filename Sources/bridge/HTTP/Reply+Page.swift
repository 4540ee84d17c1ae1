import Foundation
import HTTPTypes

extension Reply {
  /// As a page where a person has opened the address.
  func shown(to request: HTTPRequest) -> Reply { request.isNavigation ? page : self }

  /// The same refusal for a person who has opened the address in a browser.
  ///
  /// It needs nothing else from the server, which may refuse that too.
  private var page: Reply {
    guard let problem = detail else { return self }
    let nonce = Data((0..<16).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
    let sentence = Self.escaped(problem.prefix(1).uppercased() + problem.dropFirst())
      .replacing(/--[a-z\-]+(?: [^\s,;]+)?/) { "<code>\($0.output)</code>" }
    let text = """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(status.code) \(status.reasonPhrase)</title>
      <style nonce="\(nonce)">
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 36rem; margin: 15vh auto; padding: 0 1rem; }
        h1 { font-size: 1.25rem; }
        code { font: 0.95em ui-monospace, monospace; overflow-wrap: anywhere; }
      </style>
      <main>
        <h1>\(Self.title(status))</h1>
        <p>\(sentence).</p>
      </main>
      </html>

      """
    var reply = self
    reply.body = Array(text.utf8)
    reply.headers[.contentType] = "text/html; charset=utf-8"
    reply.headers[.cacheControl] = "no-store"
    reply.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'nonce-\(nonce)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return reply
  }

  private static func title(_ status: HTTPResponse.Status) -> String {
    switch status {
    case .misdirectedRequest: "This address leads to bridge, but bridge does not answer to it"
    case .unauthorized: "This address needs a token"
    case .forbidden: "This page may not use bridge"
    default: "\(status.code) \(status.reasonPhrase)"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }
}

extension HTTPRequest {
  /// Whether a browser wants to show the answer: a person has opened the address, or a frame has.
  var isNavigation: Bool {
    (method == .get || method == .head)
      && headerFields[values: .accept].contains { $0.lowercased().contains("text/html") }
  }
}

import Foundation

/// The page `paste.html` with all that it loads inside.
enum SinglePage {
  static var html: String {
    var html = file("paste.html")
    for name in references(in: html, before: "\" defer></script>", after: "<script src=\"") {
      // A closing tag in a string would end the script.
      let script = file(name).replacing("</script", with: "<\\/script")
      html = html.replacing("  <script src=\"\(name)\" defer></script>\n", with: "")
      html = html.replacing("</body>", with: "<script>\n\(script)</script>\n</body>")
    }
    html = html.replacing("<link rel=\"stylesheet\" href=\"style.css\">", with: "<style>\n\(file("style.css"))</style>")
    let icon = file("favicon.svg").utf8.map { $0 }
    return html.replacing("href=\"favicon.svg\"", with: "href=\"data:image/svg+xml;base64,\(base64(icon))\"")
  }

  private static func references(in html: String, before end: String, after start: String) -> [String] {
    html.split(separator: "\n").compactMap { line in
      guard let from = line.range(of: start), let to = line.range(of: end) else { return nil }
      return String(line[from.upperBound..<to.lowerBound])
    }
  }

  private static func file(_ name: String) -> String {
    String(decoding: WebFiles.reply(to: "/\(name)")?.body ?? [], as: UTF8.self)
  }

  private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}

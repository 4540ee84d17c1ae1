import CWebFiles
import HTTPTypes

/// The page's files, which are inside the binary.
enum WebFiles {
  /// - Parameter path: as in the request, such as `/` or `/style.css`.
  static func reply(to path: String) -> Reply? {
    let name = name(path)
    guard let bytes = files[name] else { return nil }
    return Reply(.ok, headers: [.cacheControl: "no-cache"], type: type(of: name), body: bytes)
  }

  static func contains(_ path: String) -> Bool { files[name(path)] != nil }

  private static func name(_ path: String) -> String {
    switch path {
    case "/": "index.html"
    case "/paste": "paste.html"
    case "/favicon.ico": "favicon.svg"
    default: String(path.dropFirst())
    }
  }

  private static let files: [String: [UInt8]] = {
    let table = UnsafeBufferPointer(start: web_files(), count: web_file_count())
    let pairs = table.map { file in
      (String(cString: file.name), Array(UnsafeBufferPointer(start: file.bytes, count: file.size)))
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }()

  private static func type(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}

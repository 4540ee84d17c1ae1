/// The `o=` line (RFC 8866, section 5.2), as far as it means something: its address is a dummy in WebRTC.
struct Origin: Sendable, Equatable {
  let username: String
  let sessionID: String
  let version: String

  init(_ session: [SDP.Line]) {
    let fields = session.first { $0.type == "o" }?.value.parts(by: " ") ?? []
    username = fields.first.flatMap { $0.isVisibleASCII ? String($0) : nil } ?? "-"
    sessionID = fields.count > 2 && fields[1].isDigits ? String(fields[1]) : "0"
    version = fields.count > 2 && fields[2].isDigits ? String(fields[2]) : "0"
  }

  /// The line again, without the user name.
  var line: SDP.Line { SDP.Line(type: "o", value: "- \(sessionID) \(version) IN IP4 0.0.0.0") }
}

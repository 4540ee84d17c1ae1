import Testing

@testable import PipelineBridge

@Suite struct ControlCommandTests {
  @Test func whatAPageSays() {
    #expect(ControlRequest(text: #"{"type":"start"}"#)?.command == .start)
    #expect(ControlRequest(text: #"{"type":"stop"}"#)?.command == .stop)
    #expect(ControlRequest(text: #"{"type":"ping","sent":12.5}"#)?.command == .ping(sent: 12.5))
    let report = ViewerReport(latency: Quantiles(p50: 5, p95: 9.5), uncertainty: 0, framerate: 30, dropped: 2)
    let text = #"{"p50":5,"p95":9.5},"uncertainty":0,"framerate":30,"dropped":2}}"#
    #expect(ControlRequest(text: #"{"type":"report","report":{"latency":"# + text)?.command == .report(report))
    #expect(ControlRequest(text: #"{"type":"report","report":{"latency":null}}"#)?.command == .report(ViewerReport()))
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"type":"format"}"#, #"{"type":"ping"}"#, #"{"type":"ping","sent":"1"}"#,
    #"{"type":"ping","sent":1e999}"#, #"{"type":"report"}"#, #"{"type":"report","report":{"dropped":1.5}}"#,
    #"{"type":"start","x":"# + String(repeating: "[", count: 16) + String(repeating: "]", count: 16) + "}",
    #"{"type":"start","x":""# + String(repeating: "x", count: 17_000) + #""}"#,
  ])
  func anythingElse(text: String) {
    #expect(ControlRequest(text: text) == nil)
  }
}

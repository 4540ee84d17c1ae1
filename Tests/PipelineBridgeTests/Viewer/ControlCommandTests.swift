import Testing

@testable import PipelineBridge

@Suite struct ControlCommandTests {
  @Test func whatAPageSays() {
    #expect(ControlCommand(text: #"{"type":"start"}"#) == .start)
    #expect(ControlCommand(text: #"{"type":"stop"}"#) == .stop)
    #expect(ControlCommand(text: #"{"type":"ping","sent":12.5}"#) == .ping(sent: 12.5))
    let report = ViewerReport(latency: Quantiles(p50: 5, p95: 9.5), uncertainty: 0, framerate: 30, dropped: 2)
    let text = #"{"p50":5,"p95":9.5},"uncertainty":0,"framerate":30,"dropped":2}}"#
    #expect(ControlCommand(text: #"{"type":"report","report":{"latency":"# + text) == .report(report))
    #expect(ControlCommand(text: #"{"type":"report","report":{"latency":null}}"#) == .report(ViewerReport()))
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"type":"format"}"#, #"{"type":"ping"}"#, #"{"type":"ping","sent":"1"}"#,
    #"{"type":"ping","sent":1e999}"#, #"{"type":"report"}"#, #"{"type":"report","report":{"dropped":1.5}}"#,
    #"{"type":"start","x":"# + String(repeating: "[", count: 16) + String(repeating: "]", count: 16) + "}",
    #"{"type":"start","x":""# + String(repeating: "x", count: 17_000) + #""}"#,
  ])
  func anythingElse(text: String) {
    #expect(ControlCommand(text: text) == nil)
  }
}

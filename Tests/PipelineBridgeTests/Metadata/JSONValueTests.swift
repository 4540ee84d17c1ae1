import Foundation
import Testing

@testable import PipelineBridge

@Suite struct JSONValueTests {
  @Test(arguments: [
    JSONValue.null, .bool(true), .integer(.min), .unsigned(.max), .number(0.1), .number(-1e300), .string(""),
    .string("\u{0}\u{1f}\"\\/\n\r\t é 𝄞 </script>"), .array([]), .array([.null, .array([.integer(1)])]), .object([:]),
    .object(["b": .integer(1), "a": .object(["": .null])]),
  ])
  func textIsJSON(value: JSONValue) throws {
    let text = value.text
    let read = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    #expect(read == value, "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test func whatIsNoNumberIsNull() {
    #expect(JSONValue(finite: .nan).text == "null")
    #expect(JSONValue.number(.infinity).text == "null")
  }

  @Test func aFramesTextHasALimit() throws {
    let region = Region(
      x: 0, y: 0, width: 1, height: 1, label: String(repeating: "l", count: 500),
      data: .string(String(repeating: "d", count: 500)))
    let metadata = FrameMetadata(stream: "video_0", time: 1, regions: Array(repeating: region, count: 1_000))
    let (text, dropped) = metadata.text()
    #expect(text.utf8.count <= FrameMetadata.textLimit)
    let read = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    guard case .array(let regions) = read["regions"] else {
      Issue.record("no regions: \(text.prefix(100))")
      return
    }
    #expect(!regions.isEmpty && regions.count + dropped == 1_000)
    #expect(read["dropped"]?.int == dropped)
  }
}

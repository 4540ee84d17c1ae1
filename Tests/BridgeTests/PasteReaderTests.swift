import Testing

@testable import bridge

@Suite struct PasteReaderTests {
  private func events(_ text: String) -> [PasteReader.Event] {
    var reader = PasteReader()
    var events = reader.feed(Array(text.utf8))
    if let last = reader.finish() { events.append(last) }
    return events
  }

  @Test func aBracketedPasteIsOneText() {
    #expect(events("\u{1b}[200~v=0\r\n\r\na=b\n\u{1b}[201~\r") == [.text("v=0\r\n\r\na=b\n"), .enter])
  }

  @Test func twentyKilobytesInOneLine() {
    let line = String(repeating: "x", count: 20_000)
    #expect(events("\u{1b}[200~\(line)\u{1b}[201~") == [.text(line)])
    #expect(events("\(line)\r") == [.text("\(line)\r")])
  }

  @Test func plainLinesEndWithAnEmptyOne() {
    #expect(events("v=0\na=b\n\nrest\n") == [.text("v=0\na=b\n\n"), .text("rest\n")])
    #expect(events("v=0\r\na=b\r\n") == [.text("v=0\r\na=b\r\n")])
  }

  @Test func keys() {
    #expect(events("\r") == [.enter])
    #expect(events("\n") == [.enter])
    #expect(events("\u{4}") == [.end])
    #expect(events("ab") == [.text("ab")])
  }

  @Test func anythingAtAllIsBounded() {
    var reader = PasteReader()
    _ = reader.feed(Array("\u{1b}[200~".utf8))
    _ = reader.feed([UInt8](repeating: 0x41, count: 3 << 20))
    // What came is no description, and memory stays bounded; its end is seen all the same.
    let events = reader.feed(Array("\u{1b}[201~".utf8))
    guard case .text(let text) = events.first else { return #expect(Bool(false), "\(events)") }
    #expect(events.count == 1 && text.utf8.count == 1 << 20)
    #expect(reader.feed(Array("\r".utf8)) == [.enter])
    #expect(reader.feed(Array("\u{1b}[200~v=0\u{1b}[201~".utf8)) == [.text("v=0")])
  }
}

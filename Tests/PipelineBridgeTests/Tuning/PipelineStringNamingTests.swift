import Testing

@testable import PipelineBridge

@Suite struct PipelineStringNamingTests {
  @Test(arguments: [
    ("videotestsrc name=a ! videobalance name=b", ["a", "b"]),
    ("videotestsrc ! textoverlay text=\"name=videotestsrc0 name=x\" name='o'", ["o"]),
    ("videotestsrc name = a ! identity", ["a"]),
    ("videotestsrc ! video/x-raw,name=c ! identity", []),
    ("", []),
  ])
  func namesOfTheUser(pipeline: String, names: [String]) {
    #expect(PipelineString(pipeline).elementNames == names)
  }

  @Test(arguments: [
    ("a name=x ! b", "p", "1", "a name=x p=1 ! b"),
    ("a p=0 name=x ! b p=7", "p", "1", "a p=1 name=x ! b p=7"),
    ("a p=0 b name=x p = \"two words\"", "p", "1", "a p=0 b name=x p=1"),
    ("a name=x", "p", "two words", "a name=x p=\"two words\""),
    ("a name=x", "p", "a\\", #"a name=x p="\"a\\134\"""#),
    ("a name=x", "p", "it's $(x)", #"a name=x p="\"it\\047s\\040\\044\\050x\\051\"""#),
    ("mix name=x sink_0::p=1 p=old ! b", "p", "new", "mix name=x sink_0::p=1 p=new ! b"),
    ("a name=y", "p", "1", "a name=y"),
  ])
  func oneProperty(pipeline: String, property: String, value: String, expected: String) {
    #expect(PipelineString(pipeline).setting(property, of: "x", to: value).description == expected)
  }

  @Test(arguments: [
    "plain", "two words", "it's", "a \"b\" c", "back\\slash", "! ! name=z", "é…", "", "ends in \\", "\"", "\"quoted\"",
    "\"\\", "\\\"", "\\\\", "a\\\" ! filesink location=x name=y \"", "tab\tand\nline", "(int)5", "'",
  ])
  func gstLaunchReadsWhatWasWritten(text: String) throws {
    let given = PipelineString("videotestsrc ! textoverlay name=o text=old ! identity")
    let pipeline = given.setting("text", of: "o", to: text)
    let parsed = try Pipeline(parsing: pipeline)
    let element = try #require(parsed.child(named: "o"))
    let property = try #require(element.tunableProperties.first { $0.name == "text" })
    #expect(property.value == .string(text))
    #expect(parsed.userElements.count == 3)
    parsed.stop()
  }

  /// What a viewer writes into a text cannot become a part of the pipeline, neither at once nor at the next start.
  @Test func aValueIsNeverParsed() async throws {
    let given = PipelineString("videotestsrc ! clockoverlay name=c ! identity")
    let tuning = Tuning()
    let first = try Pipeline(parsing: given)
    tuning.begin(first, tuning.apply(to: first, given))
    try await tuning.set(
      "text", of: "c", to: .string(" ! tee name=x x. ! queue ! fakesink name=planted x. ! identity "))
    try await tuning.set("deltax", of: "c", to: .integer(7))
    let second = try Pipeline(parsing: given)
    _ = tuning.apply(to: second, given)
    let element = try #require(second.child(named: "c"))
    #expect(element.string("deltax") == "7")
    let shown = try Pipeline(parsing: tuning.applied(to: given))
    for pipeline in [second, shown] {
      #expect(pipeline.userElements.count == 3 && pipeline.child(named: "planted") == nil)
      #expect(pipeline.child(named: "c")?.reference.text("text")?.contains("planted") == true)
    }
    for pipeline in [first, second, shown] { pipeline.stop() }
  }
}

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
    ("a name=x", "p", "say \"hi\" ! \\", "a name=x p=\"say \\\"hi\\\" ! \\\\\""),
    ("a name=y", "p", "1", "a name=y"),
  ])
  func oneProperty(pipeline: String, property: String, value: String, expected: String) {
    #expect(PipelineString(pipeline).setting(property, of: "x", to: value).description == expected)
  }

  @Test(arguments: ["plain", "two words", "it's", "a \"b\" c", "back\\slash", "! ! name=z", "é…", ""])
  func gstLaunchReadsWhatWasWritten(text: String) throws {
    let given = PipelineString("videotestsrc ! textoverlay name=o text=old ! identity")
    let pipeline = given.setting("text", of: "o", to: text)
    let parsed = try Pipeline(parsing: pipeline)
    let element = try #require(parsed.child(named: "o"))
    let property = try #require(element.tunableProperties.first { $0.name == "text" })
    #expect(property.value == .string(text))
    parsed.stop()
  }
}

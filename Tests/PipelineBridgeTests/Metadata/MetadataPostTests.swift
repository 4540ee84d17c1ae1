import Foundation
import Testing

@testable import PipelineBridge

@Suite struct MetadataPostTests {
  @Test func wholeAndLeast() throws {
    let least = try MetadataPost(json: Data(#"{"regions":[]}"#.utf8))
    #expect(least.regions.isEmpty && least.time == nil)
    let whole = try MetadataPost(
      json: Data(
        #"""
        {"version":1,"stream":"video_0","time":123,"duration":5,"source":"me","regions":
        [{"x":0,"y":0.5,"width":1,"height":0.5,"label":"<b>","confidence":0.5,"id":3,"data":{"a":[null,true]}}]}
        """#.utf8))
    #expect(whole.regions.first?.data?["a"] == .array([.null, .bool(true)]))
  }

  @Test(arguments: [
    ("", "this is no JSON object"), ("[]", "this is no JSON object"), ("{}", "regions is missing"),
    (#"{"regions":[{"x":0,"y":0,"width":1}]}"#, "regions[0].height is missing"),
    (#"{"regions":[{"x":"0","y":0,"width":1,"height":1}]}"#, "regions[0].x is not what belongs there"),
    (#"{"regions":[{"x":1e300,"y":0,"width":1,"height":1}]}"#, "regions[0]: x, y, width and height are fractions"),
    (#"{"regions":[{"x":0,"y":0,"width":-1,"height":1}]}"#, "regions[0]: x, y, width and height are fractions"),
    (#"{"regions":[],"version":2}"#, "version 2 is not known here"),
    (#"{"regions":[],"time":1,"rtpTimestamp":1}"#, "one of time, rtpTimestamp, pts and wallClock"),
    (#"{"regions":[],"pts":1,"wallClock":1.5}"#, "one of time, rtpTimestamp, pts and wallClock"),
    (#"{"regions":[],"wallClock":-1}"#, "milliseconds since 1970"),
    (#"{"regions":[],"time":-1}"#, "a number in it is out of range"),
    (#"{"regions":[],"duration":99999999999}"#, "10 s at most"),
  ])
  func whatIsWrongIsSaid(json: String, words: String) {
    let error = #expect(throws: BridgeError.self) { try MetadataPost(json: Data(json.utf8)).check() }
    #expect(error?.code == .metadata && error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  private func post(data: String) -> String {
    #"{"regions":[{"x":0,"y":0,"width":1,"height":1,"data":\#(data)}]}"#
  }

  @Test func asDeepAsIsAllowed() throws {
    let levels = JSONDecoder.nestingLimit - 3
    let json = post(data: String(repeating: "[", count: levels) + String(repeating: "]", count: levels))
    _ = try MetadataPost(json: Data(json.utf8))
    // Brackets in a string are no levels.
    _ = try MetadataPost(json: Data(post(data: #""\"\\\\[[[[[[[[[[[[[[[[[[[[{{{{{{{{{{{{{{{{""#).utf8))
  }

  @Test func deeperIsRefused() throws {
    let levels = JSONDecoder.nestingLimit - 2
    let open = String(repeating: "[", count: levels)
    let close = String(repeating: "]", count: levels)
    for data in [open + close, #"["\\",\#(open)\#(close)]"#, open] {
      let error = #expect(throws: BridgeError.self) { try MetadataPost(json: Data(post(data: data).utf8)) }
      #expect(error?.message.contains("16 levels") == true)
    }
    // The decoder would take it; a quote's byte in another character would hide what follows.
    let wide = try #require(post(data: #""\u{2201}", "#.dropLast(2) + "").data(using: .utf16LittleEndian))
    #expect(throws: BridgeError.self) { try MetadataPost(json: wide) }
  }

  @Test func aThousandRegionsAreRefused() {
    let region = #"{"x":0,"y":0,"width":1,"height":1}"#
    let json = #"{"regions":["# + Array(repeating: region, count: 1_000).joined(separator: ",") + "]}"
    #expect(throws: BridgeError.self) { try MetadataPost(json: Data(json.utf8)).check() }
  }
}

import CGStreamer
import Testing

@testable import PipelineBridge

@Suite struct ConversionTests {
  init() throws { try GStreamer.initialize() }

  /// - Parameter text: GStreamer's own text form of a structure.
  private func converted(_ text: String, limit: Int = 32_768) throws(Conversion.Refusal) -> JSONValue {
    let structure = gst_structure_from_string(text, nil)!
    defer { gst_structure_free(structure) }
    var conversion = Conversion(limit: limit)
    return try conversion.object(structure)
  }

  @Test(arguments: [
    ("s, a=(int)-7", #"{"$name":"s","a":-7}"#),
    ("s, a=(uint)4294967295", #"{"$name":"s","a":4294967295}"#),
    ("s, a=(gint64)-9223372036854775808", #"{"$name":"s","a":-9223372036854775808}"#),
    ("s, a=(guint64)18446744073709551614", #"{"$name":"s","a":18446744073709551614}"#),
    // GST_CLOCK_TIME_NONE
    ("s, a=(guint64)18446744073709551615", #"{"$name":"s","a":null}"#),
    ("s, a=(float)0.9", #"{"$name":"s","a":0.9}"#),
    ("s, a=(double)0.1", #"{"$name":"s","a":0.1}"#),
    ("s, a=(double)nan", #"{"$name":"s","a":null}"#),
    ("s, a=(double)inf", #"{"$name":"s","a":null}"#),
    ("s, a=(boolean)true", #"{"$name":"s","a":true}"#),
    ("s, a=(fraction)30000/1001", #"{"$name":"s","a":"30000/1001"}"#),
    ("s, a=(int)[ 1, 10 ]", #"{"$name":"s","a":"[ 1, 10 ]"}"#),
    ("s, a=(string)\"<b>\\\"hi\\\\ \"", #"{"$name":"s","a":"<b>\"hi\\ "}"#),
    ("s, a=(int){ 1, 2, 3 }", #"{"$name":"s","a":[1,2,3]}"#),
    ("s, a=(double)< 0.5, 1.5 >", #"{"$name":"s","a":[0.5,1.5]}"#),
    ("s, a=(structure)\"inner\\,\\ b\\=\\(int\\)1\\;\"", #"{"$name":"s","a":{"$name":"inner","b":1}}"#),
    ("s, a=(bitmask)0x3", #"{"$name":"s","a":"0x0000000000000003"}"#),
    ("s, a=(date)2026-01-31", #"{"$name":"s","a":"2026-01-31"}"#),
    ("s, a=(datetime)2026-01-31T12:30:00Z", #"{"$name":"s","a":"2026-01-31T12:30:00Z"}"#),
    ("s, a=(GstState)playing", #"{"$name":"s","a":"playing"}"#),
    ("s, a=(GstSeekFlags)flush+accurate", #"{"$name":"s","a":["flush","accurate"]}"#),
    ("s, a=(GstCaps)\"video/x-raw\\,\\ width\\=\\(int\\)4\"", #"{"$name":"s","a":"video/x-raw, width=(int)4"}"#),
  ])
  func valuesAreFaithful(text: String, json: String) throws {
    let value = try converted(text)
    #expect(value.text == json)
  }

  @Test func whatIsNoTextOfItsOwnIsNull() throws {
    let structure = gst_structure_new_empty("s")!
    defer { gst_structure_free(structure) }
    var pointer = GValue()
    g_value_init(&pointer, GType(17 << 2))
    g_value_set_pointer(&pointer, UnsafeMutableRawPointer(bitPattern: 0xdead))
    gst_structure_set_value(structure, "address", &pointer)
    var conversion = Conversion()
    let value = try conversion.object(structure)
    #expect(value.text == #"{"$name":"s","address":null}"#)
  }

  @Test(arguments: [
    "s, a=(string)\(String(repeating: "x", count: 40_000))",
    "s, a=(int){ \(Array(repeating: "1", count: 20_000).joined(separator: ", ")) }",
    "s, \((0..<5_000).map { "field-\($0)=(int)1" }.joined(separator: ", "))",
  ])
  func whatIsTooLargeIsRefused(text: String) {
    #expect(throws: Conversion.Refusal.self) { try converted(text) }
  }

  @Test func whatIsTooDeepIsRefused() {
    var list = GValue()
    g_value_init(&list, gst_value_list_get_type())
    for _ in 0..<1_000 {
      var outer = GValue()
      g_value_init(&outer, gst_value_list_get_type())
      gst_value_list_append_and_take_value(&outer, &list)
      list = outer
    }
    let structure = gst_structure_new_empty("s")!
    defer { gst_structure_free(structure) }
    gst_structure_take_value(structure, "deep", &list)
    #expect(throws: Conversion.Refusal.tooDeep) {
      var conversion = Conversion()
      _ = try conversion.object(structure)
    }
  }
}

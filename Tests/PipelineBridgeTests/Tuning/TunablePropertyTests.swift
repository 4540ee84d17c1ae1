import Testing

@testable import PipelineBridge

@Suite struct TunablePropertyTests {
  @Test(arguments: [
    ("filesrc", "location"), ("uridecodebin", "uri"), ("v4l2src", "device"), ("udpsink", "port"), ("udpsink", "host"),
    ("facedetect", "profile"), ("x264enc", "option-string"), ("fdsrc", "fd"), ("multifilesrc", "location"),
    ("x264enc", "multipass-cache-file"), ("souphttpsrc", "user-agent"), ("souphttpsrc", "proxy"), ("identity", "name"),
    ("alsasrc", "device"), ("rtspsrc", "user-pw"), ("tcpserversink", "port"), ("gdkpixbufoverlay", "location"),
    ("v4l2src", "device-fd"), ("appsink", "caps"), ("filesink", "location"), ("shmsrc", "socket-path"),
  ])
  func whatNamesFilesAddressesOrCommandsIsNeverOffered(factory: String, property: String) throws {
    guard Element.exists(factory) else { return }
    let properties = try Element(factory).tunableProperties.map(\.name)
    #expect(!properties.contains(property))
  }

  @Test func whatTheElementSaysOfItself() throws {
    let properties = try Element("videotestsrc").tunableProperties
    let pattern = try #require(properties.first { $0.name == "pattern" })
    #expect(pattern.kind == .choice && pattern.value == .string("smpte"))
    #expect(pattern.choices?.contains { $0.value == "ball" } == true)
    let balance = try Element("videobalance").tunableProperties
    let brightness = try #require(balance.first { $0.name == "brightness" })
    #expect(brightness.kind == .number && brightness.minimum?.double == -1 && brightness.maximum?.double == 1)
    let encoder = try Element("x264enc").tunableProperties
    #expect(encoder.contains { $0.name == "bitrate" })
    let compositor = try Element("compositor").tunableProperties
    #expect(!compositor.contains { $0.name == "max-threads" }, "not changeable in PLAYING")
  }

  @Test func wrongValuesAreRefusedWithTheReason() throws {
    let balance = try Element("videobalance").tunableProperties
    let brightness = try #require(balance.first { $0.name == "brightness" })
    for value: JSONValue in [.integer(3), .string("1"), .null, .bool(true), .array([])] {
      let error = #expect(throws: BridgeError.self) { try brightness.text(for: value) }
      #expect(error?.message.hasPrefix("brightness takes a number from -1.0 to 1.0, not ") == true)
    }
    let pattern = try #require(try Element("videotestsrc").tunableProperties.first { $0.name == "pattern" })
    #expect(throws: BridgeError.self) { try pattern.text(for: .string("no-such-pattern")) }
    #expect(throws: BridgeError.self) { try pattern.text(for: .integer(1)) }
  }
}

import Testing

@testable import PipelineBridge

@Suite struct TunablePropertyTests {
  /// Names files, addresses, devices, commands or secrets.
  private static let places = [
    "filesrc location", "uridecodebin uri", "v4l2src device", "udpsink port", "udpsink host", "facedetect profile",
    "x264enc option-string", "fdsrc fd", "multifilesrc location", "x264enc multipass-cache-file",
    "souphttpsrc user-agent", "souphttpsrc proxy", "identity name", "alsasrc device", "rtspsrc user-pw",
    "tcpserversink port", "appsink caps", "gdkpixbufoverlay location", "v4l2src device-fd", "filesink location",
    "shmsrc socket-path", "motioncells datafile", "templatematch template", "lcms dest-profile",
  ]
  /// Stops streaming threads, ends the stream, floods, runs code, or takes all memory or time.
  private static let traps = [
    "identity sleep-time", "identity dump", "identity error-after", "identity eos-after", "identity drop-probability",
    "identity silent", "identity datarate", "fakesink dump", "fakesrc sizemax", "queue max-size-buffers",
    "queue max-size-bytes", "queue max-size-time", "queue min-threshold-buffers", "queue min-threshold-time",
    "queue leaky", "queue2 temp-template", "multiqueue max-size-bytes", "glshader vertex", "glshader fragment",
    "glshader uniforms", "vulkanshaderspv fragment-location", "clockoverlay time-format",
    "timeoverlay datetime-format", "textoverlay font-desc", "smooth filter-size", "videotestsrc num-buffers",
    "imagefreeze num-buffers", "videotestsrc timestamp-offset", "audiotestsrc samplesperbuffer",
    "videoconvert n-threads", "videobox left", "videobox bottom", "videocrop top", "gdkpixbufoverlay overlay-width",
    "rsvgoverlay width", "retinex sigma", "kaleidoscope sides", "cvdilate iterations", "cvsmooth kernel-width",
    "cvsmooth color", "videorate rate", "videorate max-rate", "audiorate tolerance", "level interval",
    "spectrum bands", "spectrum interval", "motioncells postallmotion", "tee allow-not-linked", "appsink drop",
    "x264enc key-int-max", "pitch rate", "aatv width", "cacatv canvas-width",
  ]
  private static let useful = [
    "videobalance brightness", "videobalance hue", "videotestsrc pattern", "textoverlay text", "textoverlay color",
    "volume volume", "volume mute", "valve drop", "gaussianblur sigma", "deinterlace method", "x264enc bitrate",
    "vp8enc target-bitrate", "videoflip video-direction", "audiotestsrc freq", "gamma gamma", "alpha target-g",
    "motioncells sensitivity", "facedetect min-neighbors", "equalizer-10bands band9", "videotestsrc kx2",
  ]

  private func names(of factory: String) throws -> Set<String> {
    Set(try Element(factory).tunableProperties.map(\.name))
  }

  @Test(arguments: places + traps) func isNeverOffered(property: String) throws {
    let words = property.split(separator: " ").map(String.init)
    guard Element.exists(words[0]) else { return }
    #expect(try !names(of: words[0]).contains(words[1]))
  }

  @Test(arguments: useful) func isOffered(property: String) throws {
    let words = property.split(separator: " ").map(String.init)
    guard Element.exists(words[0]) else { return }
    #expect(try names(of: words[0]).contains(words[1]))
  }

  /// Every element that is installed, whoever wrote it.
  @Test func everyInstalledElementKeepsToTheRule() throws {
    try GStreamer.initialize()
    let dangerous: Set = [
      "file", "location", "uri", "url", "device", "path", "dir", "host", "address", "port", "socket", "command",
      "script", "shader", "code", "format", "font", "sleep", "dump", "error", "num-buffers", "size", "width", "height",
      "thread",
      "timeout", "interval", "name", "option", "config", "profile", "password", "token", "key", "latency", "buffer",
    ]
    var (elements, properties) = (0, 0)
    for factory in InstalledElements.names {
      // Some talk to the desktop, or to a device, as soon as they are made.
      guard TunableProperty.isOffered(elementClass: InstalledElements.elementClass(of: factory) ?? ""),
        let element = try? Element(factory)
      else { continue }
      elements += 1
      for property in element.tunableProperties {
        properties += 1
        let place = "\(factory) \(property.name): \(property.description)"
        let words = property.name.split(separator: "-").map { String($0) }
        #expect(property.name == "auto-resize" || dangerous.isDisjoint(with: words), "\(place)")
        if property.kind == .string { #expect(property.name == "text", "\(place)") }
        guard property.kind == .integer || property.kind == .number else { continue }
        let (least, most) = (try #require(property.minimum?.double), try #require(property.maximum?.double))
        let isColour = property.name.contains("color")
        let isBitrate = property.name.contains("bitrate")
        #expect(least < most && (isColour || isBitrate || most - least <= 1_000_000), "\(place): \(least) to \(most)")
        #expect(!isBitrate || most <= max(100_000_000, property.value.double ?? 0), "\(place): \(most)")
        #expect((least...most).contains(property.value.double ?? .nan), "\(place): \(property.value)")
      }
    }
    #expect(elements > 50 && properties > 100, "\(elements) elements, \(properties) properties")
  }

  @Test func whatTheElementSaysOfItself() throws {
    let properties = try Element("videotestsrc").tunableProperties
    let pattern = try #require(properties.first { $0.name == "pattern" })
    #expect(pattern.kind == .choice && pattern.value == .string("smpte"))
    #expect(pattern.choices?.contains { $0.value == "ball" } == true)
    let balance = try Element("videobalance").tunableProperties
    let brightness = try #require(balance.first { $0.name == "brightness" })
    #expect(brightness.kind == .number && brightness.minimum?.double == -1 && brightness.maximum?.double == 1)
    let encoder = try Element("x264enc")
    encoder.set("bitrate", 1_000_000)
    let bitrate = try #require(encoder.tunableProperties.first { $0.name == "bitrate" })
    #expect(bitrate.maximum == .integer(1_000_000), "the user's own value stays possible")
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
    let color = try #require(try Element("textoverlay").tunableProperties.first { $0.name == "deltax" })
    for value: JSONValue in [.integer(10_001), .unsigned(.max), .number(1e300), .integer(.min)] {
      #expect(throws: BridgeError.self) { try color.text(for: value) }
    }
  }
}

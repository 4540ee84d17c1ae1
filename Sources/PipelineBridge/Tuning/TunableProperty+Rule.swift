/// Which properties a page may change. `docs/metadata.md` has the rule in words.
///
/// A list of what is offered, not of what is refused: among the properties of all installed elements there is always one
/// more that names a file, runs a shader, fills memory or stops a streaming thread.
extension TunableProperty {
  /// Which values of a property are offered.
  private enum Bounds {
    /// Those that the element declares, where these are bounded.
    case declared
    /// Numbers up to this magnitude.
    case within(Double)
    /// Four bytes: alpha, red, green, blue.
    case colour
    /// Up to a hundred times the default, whatever its unit.
    case bitrate
    case text
  }

  private static let bounds: [String: Bounds] = {
    let names: [(Bounds, String)] = [
      (
        .declared,
        """
        gamma sharpness alpha volume mute pattern animation-mode motion flip method \
        video-direction background preset halignment valignment line-alignment wrap-mode shaded-background shading-value \
        draw-shadow draw-outline auto-resize relative-x relative-y target-r target-g target-b black-sensitivity \
        white-sensitivity noise-level sigma active amount adjustment factor degree radius x-center y-center zoom \
        inner-radius outer-radius wave panorama pitch cutoff lower-frequency upper-frequency intensity feedback stereo \
        threshold sensitivity display band0 band1 band2 band3 band4 band5 band6 band7 band8 band9 drop
        """
      ),
      (.within(10_000), "xpad ypad deltax deltay xpos ypos offset-x offset-y xoffset yoffset horizontal-speed"),
      (.within(10_000), "k0 kx ky kt kxt kyt kxy kx2 ky2 kt2"),
      // Of a camera.
      (.within(65_535), "brightness contrast saturation hue"),
      (.within(100), "amplification amplitude angle angle2 phase wavelength refraction spread-angle min-neighbors"),
      (.within(20_000), "freq"),
      (.colour, "color outline-color foreground-color background-color"),
      (.bitrate, "bitrate target-bitrate"),
      (.text, "text"),
    ]
    return names.reduce(into: [:]) { bounds, entry in
      for name in entry.1.split(separator: " ") { bounds[String(name)] = entry.0 }
    }
  }()

  /// Words in an element's class (`GST_ELEMENT_METADATA_KLASS`).
  private static let classes: Set<Substring> = [
    "Effect", "Editor", "Overlay", "Compositor", "Mixer", "Analyzer", "Analysis", "Colorspace", "Visualization",
    "Encoder", "Filter", "Source",
  ]
  private static let otherClasses: Set<Substring> = [
    "Sink", "Network", "File", "Muxer", "Demuxer", "Payloader", "Depayloader", "Bin", "Player", "Testing", "Debug",
  ]

  /// Whether an element makes or changes pictures or audio, by its class.
  static func isOffered(elementClass: String) -> Bool {
    let words = Set(elementClass.split { $0 == "/" || $0 == " " })
    return !words.isDisjoint(with: classes) && words.isDisjoint(with: otherClasses)
  }

  /// Whether the rule knows a property, of whatever values.
  static func isOffered(_ name: String, _ kind: Kind) -> Bool {
    switch bounds[name] {
    case nil: false
    case .text: kind == .string
    case .colour, .bitrate: kind == .integer || kind == .choice
    case .declared, .within: kind != .string
    }
  }

  /// The numbers that are offered.
  /// - Parameters:
  ///   - declared: by the element.
  ///   - standard: the default.
  ///   - present: the value now, which is the user's own and stays possible.
  /// - Returns: `nil` where there is no bound.
  static func range(
    of name: String, declared: ClosedRange<Double>, standard: Double, present: Double
  ) -> ClosedRange<Double>? {
    let limit: Double
    switch bounds[name] {
    case .within(let most): limit = most
    case .bitrate: limit = min(max(10_000, 100 * standard.magnitude), 100_000_000)
    case .colour: return declared
    case .declared:
      guard declared.upperBound - declared.lowerBound <= Self.widestDeclared else { return nil }
      return declared
    case .text, nil: return nil
    }
    let bounded = declared.clamped(to: -limit...limit)
    let range = min(bounded.lowerBound, present)...max(bounded.upperBound, present)
    return range.lowerBound < range.upperBound ? range : nil
  }

  private static let widestDeclared = 1_000_000.0

  static func number(_ number: Double, isWhole: Bool) -> JSONValue {
    guard isWhole else { return JSONValue(finite: number) }
    return Int64(exactly: number).map(JSONValue.integer) ?? JSONValue(finite: number)
  }
}

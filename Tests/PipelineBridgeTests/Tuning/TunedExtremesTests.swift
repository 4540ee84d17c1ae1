import Synchronization
import Testing

@testable import PipelineBridge

/// The least and greatest of all that is offered by the installed filters, while they play: frames go on. Some of them
/// leave threads and descriptors behind, so `make soak` runs this alone.
@Suite(.enabled(if: Scale.isFull)) struct TunedExtremesTests {
  @Test func noOfferedValueStopsAPipeline() async throws {
    try GStreamer.initialize()
    for factory in InstalledElements.names {
      let words = Set((InstalledElements.elementClass(of: factory) ?? "").split(separator: "/"))
      guard words.contains("Filter") || words.contains("Transform"),
        let element = try? Element(factory), !element.tunableProperties.isEmpty
      else { continue }
      let source =
        words.contains("Audio")
        ? "audiotestsrc is-live=true samplesperbuffer=441 ! audioconvert"
        : "videotestsrc is-live=true ! video/x-raw,width=64,height=48,framerate=100/1 ! videoconvert"
      try await check(factory, "\(source) ! \(factory) name=tuned ! appsink name=end sync=false")
    }
  }

  private func check(_ factory: String, _ description: String) async throws {
    // Some take no plain video or audio.
    guard let pipeline = try? Pipeline(parsing: PipelineString(description)) else { return }
    defer { pipeline.stop() }
    let frames = Counter()
    let element = try #require(pipeline.child(named: "tuned"))
    try #require(pipeline.child(named: "end").map(AppSink.init(element:))).onSample { _ in
      frames.count.add(1, ordering: .relaxed)
    }
    pipeline.element.setState(.playing)
    // Some want a second input.
    guard await eventually(within: .seconds(2), { frames.value > 2 }) else { return }
    for property in element.tunableProperties where property.name != "drop" {
      for value in Self.values(of: property) {
        let text = try property.text(for: value)
        if property.kind == .string { element.setText(property.name, text) } else { element.set(property.name, text) }
        let seen = frames.value
        #expect(await eventually { frames.value > seen + 1 }, "\(factory) \(property.name)=\(text)")
      }
    }
  }

  private static func values(of property: TunableProperty) -> [JSONValue] {
    switch property.kind {
    case .boolean: [.bool(true), .bool(false), property.value]
    case .integer, .number: [property.minimum, property.maximum, property.value].compactMap { $0 }
    case .choice: (property.choices ?? []).map { .string($0.value) } + [property.value]
    case .choices: []
    case .string: [.string("<b>x"), .string(String(repeating: "W ", count: 2_048)), .string("")]
    }
  }

  private final class Counter: Sendable {
    let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
  }
}

import PipelineBridge

/// The text of `/metrics` (Prometheus' text format, version 0.0.4).
struct Metrics {
  static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  init(_ status: Status, viewers: [ViewerStatus]) {
    add("bridge_up", .gauge, "Whether the source is live.", [("", status.state == .live ? 1 : 0)])
    add("bridge_uptime_seconds", .gauge, "Since the bridge was made.", [("", status.uptime)])
    add("bridge_viewers", .gauge, "Viewers.", [("", Double(status.viewers))])
    addStreams(status.streams)
    addRenditions(status.renditions)
    addViewers(viewers)
  }

  private mutating func addStreams(_ streams: [Status.Stream]) {
    let labelled = streams.map { (Self.labels(["stream": $0.name]), $0) }
    add(
      "bridge_source_frames_total", .counter, "Frames, or buffers of sound, that the source has given.",
      labelled.map { ($0, Double($1.frames)) })
    add(
      "bridge_source_lost_frames_total", .counter, "Frames that the source says it has lost.",
      labelled.map { ($0, Double($1.lost)) })
  }

  private mutating func addRenditions(_ renditions: [Status.Rendition]) {
    let labelled = renditions.map { one in
      (["stream": one.stream, "codec": one.codec.rawValue, "encoder": one.encoder ?? "none"], one)
    }
    func values(_ value: (Status.Rendition) -> Int) -> [(String, Double)] {
      labelled.map { (Self.labels($0), Double(value($1))) }
    }
    add("bridge_rendition_viewers", .gauge, "Viewers of an encoding.", values(\.viewers))
    add("bridge_sent_frames_total", .counter, "Frames, or packets of sound, sent to each viewer.", values(\.frames))
    add("bridge_dropped_frames_total", .counter, "Frames dropped before the encoder.", values(\.dropped))
    add("bridge_key_frames_total", .counter, "Key frames.", values(\.keyFrames))
    add("bridge_sent_bytes_total", .counter, "Bytes of RTP sent to each viewer.", values(\.bytes))
    func quantiles(_ delay: (Status.Rendition) -> Quantiles?) -> [(String, Double)] {
      labelled.flatMap { labels, one in delay(one).map { Self.seconds($0, labels) } ?? [] }
    }
    add("bridge_source_delay_seconds", .gauge, "From capture to the encoder's door, of late.", quantiles(\.sourceDelay))
    add(
      "bridge_encode_delay_seconds", .gauge, "From there to the frame's last packet, of late.", quantiles(\.encodeDelay)
    )
  }

  private mutating func addViewers(_ viewers: [ViewerStatus]) {
    let lost = viewers.reduce(0) { $0 + $1.lost }
    add("bridge_viewers_lost_frames", .gauge, "Frames not sent to viewers that watch now.", [("", Double(lost))])
    let latencies = viewers.compactMap(\.report?.latency)
    let worst = latencies.max { $0.p95 < $1.p95 }
    add(
      "bridge_worst_latency_seconds", .gauge, "Capture to display, of the viewer that has most, as its page says.",
      worst.map { Self.seconds($0, [:]) } ?? [])
  }

  // MARK: Format

  private enum Kind: String { case counter, gauge }

  private mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: String, value: Double)])
  {
    guard !samples.isEmpty else { return }
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples { text += "\(name)\(sample.labels) \(sample.value)\n" }
  }

  private static func labels(_ labels: [String: String]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",") + "}"
  }

  private static func seconds(_ quantiles: Quantiles, _ labels: [String: String]) -> [(String, Double)] {
    [("0.5", quantiles.p50), ("0.95", quantiles.p95)].map { quantile, milliseconds in
      (Self.labels(labels.merging(["quantile": quantile]) { first, _ in first }), milliseconds / 1000)
    }
  }
}

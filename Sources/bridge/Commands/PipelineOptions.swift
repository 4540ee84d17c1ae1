import ArgumentParser
import Logging
import PipelineBridge

/// What every command takes that plays a pipeline.
struct PipelineOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A pipeline in gst-launch syntax whose last pad is open, in one word or several; or a file, an address "
        + "(rtsp, http, https, srt, rtmp, file), a camera such as /dev/video0, or 'test'.",
      valueName: "pipeline"))
  var words: [String] = []

  @Option(help: "The video codec to prefer. Browsers that lack it get H.264 or VP8.")
  var codec: Codec?

  @Option(help: "The bitrate of encoded video, such as 4M, 800k or 2500000 bit/s. By default constant quality.")
  var bitrate: Bitrate?

  @Option(help: "What matters more: each picture at once, or smooth pictures in sync with the audio.")
  var latency: Latency = .lowest

  @Option(
    help: ArgumentHelp(
      "How long a browser may hold a frame back, at least and at most, in ms, such as 0,200. By default 0,0, or with "
        + "--latency smooth what the browser finds best.", valueName: "min,max"))
  var playoutDelay: PlayoutDelay?

  @Flag(help: "Start over at the end of a file.")
  var loop = false

  @Flag(help: "End with exit code 1 when the source fails, instead of trying again.")
  var noRestart = false

  @Flag(
    help: ArgumentHelp(
      "Let viewers change the elements that the pipeline names with name=, and send pointer and keys into it."))
  var control = false

  @Option(
    name: .customLong("ice-address"),
    help: "Let media flow over this address of the host besides loopback, and name it to viewers. Can be repeated.")
  var iceAddresses: [String] = []

  @Option(
    name: .customLong("media-address"),
    help: ArgumentHelp(
      "The host's address as viewers see it, if that is not one of its own: of a router, of a container's host. "
        + "It is named to viewers besides the host's own addresses, over which media flows. Can be repeated.",
      valueName: "address"))
  var mediaAddresses: [String] = []

  @Option(
    name: .customLong("media-port"),
    help: ArgumentHelp(
      "The UDP port for media, shared by all viewers; or a range such as 5000-5099, one for each viewer. By default "
        + "any free port, one for each viewer.", valueName: "port"))
  var mediaPorts: PortRange?

  @Flag(help: "Let media flow over the host's own addresses (16 at most), for viewers on other machines.")
  var lan = false

  @Option(
    name: .customLong("ice-tcp"),
    help: "Let media flow through this TCP port too, which can be forwarded: ssh -L PORT:127.0.0.1:PORT.")
  var iceTCPPort: Int?

  @Option(help: "The least severe messages to print on standard error.")
  var logLevel: LogLevel = .notice

  func validate() throws {
    if let iceTCPPort, !(1...65_535).contains(iceTCPPort) {
      throw ValidationError("--ice-tcp is a port, a number from 1 to 65535")
    }
    for address in mediaAddresses where !HostAddresses.isAddress(address) {
      throw ValidationError("--media-address \(address) is no IP address: viewers are told numbers, not names")
    }
    for address in iceAddresses where iceTCPPort == nil && !HostAddresses.contains(address) {
      let own = HostAddresses.external().joined(separator: ", ")
      let list = own.isEmpty ? "" : ": it has \(own)"
      throw ValidationError(
        "--ice-address \(address) is no address of this host\(list). For one that others see: --media-address")
    }
  }

  /// The pipeline. What was chosen in place of a missing argument, and how the argument was read, is reported.
  func pipeline() async -> PipelineString {
    let (pipeline, notes) = await reading()
    for note in notes { StandardErrorLog.report(note) }
    return pipeline
  }

  private func reading() async -> (pipeline: PipelineString, notes: [String]) {
    guard words.isEmpty else {
      let pipeline = PipelineString(words: words)
      pipeline.rememberSecrets()
      let typed = PipelineString.redacting(words.joined(separator: " "))
      let notes = (pipeline.isExpanded ? ["\(typed) stands for: \(pipeline.redacted)"] : []) + pipeline.notices
      return (pipeline, notes)
    }
    if let camera = await Camera.first() {
      return (camera.pipeline, ["the first camera, \(camera.name): \(camera.pipeline.redacted)"])
    }
    return (.test, ["no camera found, so the test picture: \(PipelineString.test)"])
  }

  func configuration(logger: Logger) -> Configuration {
    var configuration = Configuration()
    configuration.videoCodec = codec
    configuration.bitrate = bitrate?.bitsPerSecond
    configuration.latency = latency
    configuration.playoutDelay = playoutDelay
    configuration.loops = loop
    configuration.restarts = !noRestart
    configuration.allowsControl = control
    configuration.reachesOtherHosts = lan
    configuration.iceAddresses = iceAddresses
    configuration.mediaAddresses = mediaAddresses
    configuration.mediaPorts = mediaPorts?.range
    configuration.iceTCPPort = iceTCPPort
    configuration.logger = logger
    return configuration
  }

  func logger() -> Logger {
    var logger = Logger(label: "bridge", factory: StandardErrorLog.init)
    logger.logLevel = logLevel.level
    return logger
  }
}

extension Codec: ExpressibleByArgument {
  public init?(argument: String) {
    guard let codec = Codec(rawValue: argument.uppercased()), codec.kind == .video, codec != .av1 else { return nil }
    self = codec
  }

  public static var allValueStrings: [String] { ["h264", "vp8", "vp9"] }
}

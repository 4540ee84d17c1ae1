import ArgumentParser
import Logging
import PipelineBridge

/// What every command takes that plays a pipeline.
struct PipelineOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A pipeline in gst-launch syntax whose last pad is open, in one word or several; or a file, an address "
        + "(rtsp, http, https, file), /dev/videoN, or 'test'.",
      valueName: "pipeline"))
  var words: [String] = []

  @Option(help: "The video codec to prefer. Browsers that lack it get H.264 or VP8.")
  var codec: Codec?

  @Option(help: "The bitrate of encoded video, such as 4M, 800k or 2500000 bit/s. By default what suits the picture.")
  var bitrate: Bitrate?

  @Flag(help: "Start over at the end of a file.")
  var loop = false

  @Flag(help: "End with exit code 1 when the source fails, instead of trying again.")
  var noRestart = false

  @Option(help: "How much to tell on standard error.")
  var logLevel: LogLevel = .notice

  /// The pipeline, and what was chosen in place of a missing argument.
  func pipeline() async -> (pipeline: PipelineString, note: String?) {
    guard words.isEmpty else {
      let pipeline = PipelineString(words: words)
      return (
        pipeline, pipeline.isExpanded ? "\(PipelineString.redacting(words[0])) stands for: \(pipeline.redacted)" : nil
      )
    }
    if let camera = await Camera.first() {
      return (camera.pipeline, "the first camera, \(camera.name): \(camera.pipeline.redacted)")
    }
    return (.test, "no camera found, so the test picture: \(PipelineString.test)")
  }

  func configuration(logger: Logger) -> Configuration {
    var configuration = Configuration()
    configuration.videoCodec = codec
    configuration.bitrate = bitrate?.bitsPerSecond
    configuration.loops = loop
    configuration.restarts = !noRestart
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

import ArgumentParser
import PipelineBridge
import ServiceLifecycle

struct PasteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paste",
    abstract: "Shows the pipeline by copy and paste: no port is opened.",
    discussion: """
      Prints an offer. Paste it into the page web/paste.html, opened from disk, and paste the page's answer back.
      An offer that the page made is recognised and answered. Standard output carries descriptions only:

        bridge paste test < offer.sdp > answer.sdp
      """)

  @OptionGroup var options: PipelineOptions

  func run() async throws {
    let (pipeline, note) = await options.pipeline()
    if let note { StandardErrorLog.write("bridge: \(note)") }
    try await reportingErrors {
      let bridge = try Bridge(pipeline: pipeline, configuration: options.configuration(logger: options.logger()))
      try await runUntilEnd([bridge, PasteSession(bridge: bridge)], logger: options.logger())
    }
  }
}

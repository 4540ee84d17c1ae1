import ArgumentParser
import PipelineBridge
import ServiceLifecycle

struct PasteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paste",
    abstract: "Show the pipeline by copy and paste, without a web server.",
    discussion: """
      Prints an offer. Paste it into the page web/paste.html, opened from disk, and paste the page's answer back. \
      An offer that the page made is recognised and answered. If standard input or output is no terminal, one offer \
      is read and answered; standard output carries descriptions only:

        bridge paste test < offer > answer
        bridge paste test --offer > offer < answer
        bridge paste --page > view.html

      Exit codes without a terminal: 65 the description is not valid or cannot be served, 66 a file or stream cannot \
      be read or written, 69 no connection came about, 124 no viewer connected within --timeout.
      """)

  @OptionGroup var options: PipelineOptions

  @Flag(help: "Print the page as a single HTML file, for another machine, and exit.")
  var page = false

  @Flag(help: "For scripts: write an offer and read the answer, instead of reading an offer.")
  var offer = false

  @Option(help: "Read the offer from this file or named pipe; with --offer, write it there.")
  var offerFile: String?

  @Option(help: "Write the answer to this file or named pipe; with --offer, read it there.")
  var answerFile: String?

  @Option(help: "For scripts: how many seconds to wait until a viewer is connected.")
  var timeout: Double?

  @Option(help: "The form of descriptions. By default that of the other side's; 'compact' for offers.")
  var form: PastedDescription.Form?

  func validate() throws {
    if let timeout, !(0.001...1e6).contains(timeout) { throw ValidationError("--timeout is a number of seconds") }
  }

  func run() async throws {
    try await reportingErrors {
      if page { return try await OutputFile.standardOutput.write(SinglePage.html) }
      let pipeline = await options.pipeline()
      try OpenFiles.prepare(spare: 24)
      let bridge = try Bridge(pipeline: pipeline, configuration: options.configuration(logger: options.logger()))
      let session = PasteSession(bridge: bridge, script: script, form: form)
      try await runUntilEnd([bridge, session], logger: options.logger())
    }
  }

  /// `nil` at a terminal, where a person answers.
  private var script: PasteScript? {
    let isScript = offer || offerFile != nil || answerFile != nil || timeout != nil || !Terminal.isPresent
    guard isScript else { return nil }
    let (input, output) = offer ? (answerFile, offerFile) : (offerFile, answerFile)
    return PasteScript(
      offers: offer, input: input.map(InputFile.path) ?? .standardInput,
      output: output.map(OutputFile.path) ?? .standardOutput, form: form, timeout: timeout.map { .seconds($0) })
  }
}

extension PastedDescription.Form: ExpressibleByArgument {}

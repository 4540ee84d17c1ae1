import ArgumentParser
import Foundation
import Logging
import PipelineBridge
import ServiceLifecycle

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves a page that shows the pipeline (what bridge does by itself).")

  @OptionGroup var options: PipelineOptions

  @Option(help: "The address to listen on. By default only this machine can connect.")
  var host: String?

  @Option(help: "The port to listen on; 0 takes any that is free.")
  var port = 8080

  @Option(help: "A secret that viewers must have. Made for the run when --host lets other machines in.")
  var token: String?

  @Flag(help: "Open the page in the default browser.")
  var open = false

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
    if let token, token.utf8.count < 8 || !token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
      throw ValidationError("--token has at least 8 characters, all printable ASCII, no spaces")
    }
  }

  func run() async throws {
    let logger = options.logger()
    let (pipeline, note) = await options.pipeline()
    if let note { StandardErrorLog.write("bridge: \(note)") }
    try await reportingErrors {
      let bridge = try Bridge(pipeline: pipeline, configuration: options.configuration(logger: logger))
      let listening = Listening(host: host, token: token)
      let server = WebServer(
        site: Site(bridge: bridge, policy: listening.policy), hosts: listening.hosts, port: port, logger: logger
      ) { port in
        await announce(listening.address(port: port), bridge, exposed: listening.isExposed)
      }
      let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
          services: [
            .init(
              service: server, successTerminationBehavior: .gracefullyShutdownGroup,
              failureTerminationBehavior: .cancelGroup),
            .init(
              service: bridge, successTerminationBehavior: .gracefullyShutdownGroup,
              failureTerminationBehavior: .cancelGroup),
          ],
          gracefulShutdownSignals: [.sigint, .sigterm], logger: quiet(logger)))
      try await group.run()
    }
  }

  /// Prints the address, and what is to be seen there once the source is live.
  private func announce(_ address: String, _ bridge: Bridge, exposed: Bool) async {
    StandardOutput.write(address)
    if exposed {
      StandardErrorLog.write("bridge: other machines can connect; who has this address, with its token, can watch")
    }
    for await status in bridge.statusUpdates() where status.state == .live {
      StandardErrorLog.write("bridge: \(status.summary)")
      break
    }
    if open { Browser.open(address) }
  }

  private func quiet(_ logger: Logger) -> Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .warning)
    return logger
  }
}

/// Runs a command's work; an error ends it with one or two lines and exit code 1.
func reportingErrors(_ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch let error as BridgeError {
    StandardErrorLog.write("bridge: \(PipelineString.redacting(error.message))")
    throw ExitCode.failure
  } catch let error as ServerError {
    StandardErrorLog.write("bridge: \(error)")
    throw ExitCode.failure
  }
}

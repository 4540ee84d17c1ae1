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
      let listening = Listening(host: host, token: token)
      var configuration = options.configuration(logger: logger)
      configuration.reachesOtherHosts = listening.isExposed
      let bridge = try Bridge(pipeline: pipeline, configuration: configuration)
      let server = WebServer(
        site: Site(bridge: bridge, policy: listening.policy), hosts: listening.hosts, port: port, logger: logger
      ) { port in
        await announce(listening.address(port: port), bridge, exposed: listening.isExposed)
      }
      try await runUntilEnd([server, bridge], logger: logger)
    }
  }

  /// Prints the address, and what is to be seen there once the source is live.
  private func announce(_ address: String, _ bridge: Bridge, exposed: Bool) async {
    for await status in bridge.statusUpdates().cancelOnGracefulShutdown() where status.state == .live {
      StandardOutput.write(address)
      StandardErrorLog.write("bridge: \(status.summary)")
      if exposed {
        StandardErrorLog.write("bridge: other machines can connect; who has this address, with its token, can watch")
      }
      if open { Browser.open(address) }
      break
    }
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

import ArgumentParser
import Foundation
import Logging
import PipelineBridge
import ServiceLifecycle

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the pipeline on a local web page (the default command).")

  @OptionGroup var options: PipelineOptions

  @OptionGroup(title: "Who gets in") var access: AccessOptions

  @Flag(help: "Run the pipeline only while there are viewers.")
  var onDemand = false

  @Flag(help: "Open the page in the default browser.")
  var open = false

  func run() async throws {
    let logger = options.logger()
    let pipeline = await options.pipeline()
    try await reportingErrors {
      try OpenFiles.prepare(spare: 96)
      let listening = try access.listening()
      // Before the source starts, which would have to be stopped again.
      _ = try PortProbe.usable(listening.endpoints)
      var configuration = options.configuration(logger: logger)
      if listening.isExposed { configuration.reachesOtherHosts = true }
      configuration.isOnDemand = onDemand
      if let maxViewers = access.maxViewers { configuration.maximumViewers = maxViewers }
      let places = Site.places(maximumViewers: configuration.maximumViewers)
      configuration.reservedFiles = { places.reservedFiles }
      let bridge = try Bridge(pipeline: pipeline, configuration: configuration)
      let server = WebServer(
        site: Site(bridge: bridge, policy: listening.policy, places: places), listening: listening, logger: logger
      ) { port in
        await announce(listening, port: port, bridge)
      }
      try await runUntilEnd([server, bridge], logger: logger)
    }
  }

  /// Prints the address, and what is to be seen there or what the source waits for.
  private func announce(_ listening: Listening, port: Int, _ bridge: Bridge) async {
    let address = listening.address(port: port)
    guard let status = await bridge.firstStatus() else { return }
    do {
      try await OutputFile.standardOutput.write(address, within: .milliseconds(500))
    } catch let error as FileError {
      // The server can be reached by its port all the same.
      StandardErrorLog.report("warning: the address cannot be printed: \(error)")
    } catch {
      return
    }
    StandardErrorLog.report("\(status.opening)")
    if let identity = listening.identity {
      StandardErrorLog.report("the certificate's SHA-256 fingerprint is \(identity.fingerprint)")
    }
    if listening.isExposed {
      StandardErrorLog.report("other machines can connect; who has this address, with its token, can watch")
    }
    if open { Browser.open(address, isSecret: listening.policy.token != nil) }
  }
}

/// Runs a command's work; an error ends it with one or two lines and exit code 1, an error of a file with 66.
func reportingErrors(_ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch let error as BridgeError {
    StandardErrorLog.report("\(error.message)")
    throw ExitCode.failure
  } catch let error as ServerError {
    StandardErrorLog.report("\(error)")
    throw ExitCode.failure
  } catch let error as TLSError {
    StandardErrorLog.report("\(error)")
    throw ExitCode.failure
  } catch let error as FileError {
    StandardErrorLog.report("\(error)")
    throw PasteScript.Failure.badFile
  }
}

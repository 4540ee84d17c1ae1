import ArgumentParser
import Foundation
import PipelineBridge

struct PasteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paste", abstract: "Shows the pipeline by copy and paste: no port is opened.")

  @OptionGroup var options: PipelineOptions

  func run() async throws {}
}

import ArgumentParser

/// The far end and the yardstick of `fanout.py`, which starts them as processes of their own.
@main
struct Fanout: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Receivers for a WHEP endpoint, and the plain way to serve one.",
    subcommands: [ReceiveCommand.self, NaiveCommand.self])
}

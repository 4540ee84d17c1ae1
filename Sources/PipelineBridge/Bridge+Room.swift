/// Room for viewers: places and descriptors.
extension Bridge {
  /// A browser connects within this time of the answer. One that has not by then gives its place to the next.
  private static let connectingTime = Duration.seconds(1)

  /// Where all places are taken, closes the viewer that has been connecting for longest: offers that nobody means to
  /// follow up would keep everybody out for as long as a connection may take.
  func makeRoom() async {
    guard viewers.count >= configuration.maximumViewers else { return }
    var slowest: (viewer: Viewer, since: ContinuousClock.Instant)?
    for viewer in viewers.values where viewer.patience == .zero {
      guard let since = await viewer.negotiated, since < slowest?.since ?? .now - Self.connectingTime else { continue }
      slowest = (viewer, since)
    }
    await slowest?.viewer.close()
  }

  /// Descriptors that a viewer opens beside a socket for each address: pipes and events of its bus, its threads, ICE.
  private static let filesPerViewer = 10
  /// Descriptors for a new start of the source, the trial of an encoder, files that a library opens for a moment.
  private static let filesForOthers = 40

  /// - Throws: `BridgeError` when so few descriptors are free that something that already runs could come to lack one.
  func checkOpenFiles(addresses: Int) throws {
    guard let free = OpenFiles.free else { return }
    let reserved = network.reservedFiles + configuration.reservedFiles() + Self.filesForOthers
    guard free - reserved >= viewersInSetup * (Self.filesPerViewer + addresses) else {
      throw BridgeError(
        .resources,
        "\(viewers.count) viewers are watching, and the limit of open files (\(OpenFiles.limit)) allows no more: raise it "
          + "with ulimit -n, or LimitNOFILE= of a systemd unit")
    }
  }
}

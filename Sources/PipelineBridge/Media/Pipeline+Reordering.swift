extension Pipeline {
  /// Milliseconds that a jitter buffer waits for a packet that is missing.
  private static let patience = 50

  /// Gives jitter buffers that were set to a latency of 0 a moment for packets that overtake each other, which they
  /// would else take for lost. Packets that come in order are not delayed: the bridge does not wait for their times.
  func allowReordering() {
    for element in userElements where ["rtspsrc", "rtpjitterbuffer", "rtpbin"].contains(element.factoryName) {
      if element.string("latency") == "0" { element.set("latency", Self.patience) }
    }
  }
}

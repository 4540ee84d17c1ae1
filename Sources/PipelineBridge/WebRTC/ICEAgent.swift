import CGStreamer

/// webrtcbin's ICE agent (`GstWebRTCICE`, over libnice's `NiceAgent`).
struct ICEAgent {
  private let reference: ObjectReference

  /// - Throws: `BridgeError` when webrtcbin has none (libnice's plugin is missing).
  init(of bin: Element) throws {
    // The agent comes back floating: a plain reference is taken and given back, never sunk, or webrtcbin would lose
    // its own.
    guard let agent = bin.reference.object("ice-agent") else {
      throw BridgeError(.gstreamer, "webrtcbin has no ICE agent: apt-get install gstreamer1.0-nice")
    }
    reference = agent
  }

  /// Gathers on these addresses only. Without a call libnice would take all but loopback.
  func use(_ addresses: [String]) throws {
    // UPnP asks the router to open ports, and adds 200 ms to gathering.
    if let nice = reference.object("agent"), nice.has("upnp") { nice.set("upnp", "false") }
    for address in addresses where bridge_add_local_address(reference.pointer, address) == 0 {
      throw BridgeError(.negotiation, "\(address) is not an address of this host")
    }
  }
}

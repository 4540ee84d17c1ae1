import CGStreamer
import CInterfaces

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
  /// - Parameter port: the UDP port to use on each; `nil` for any that is free.
  func use(_ addresses: [String], port: Int?) throws {
    if HostAddresses.areTooMany {
      throw BridgeError(.negotiation, "this host has more than \(INTERFACES_LIMIT) addresses: libnice cannot run here")
    }
    guard let nice = reference.object("agent") else {
      throw BridgeError(.gstreamer, "webrtcbin's ICE agent is not libnice's: apt-get install gstreamer1.0-nice")
    }
    // UPnP asks the router to open ports, and adds 200 ms to gathering.
    if nice.has("upnp") { nice.set("upnp", "false") }
    // TCP candidates would open listening sockets.
    nice.set("ice-tcp", "false")
    // A check waits for its turn, and the first frame for two of them. RFC 8445, section 14.2: not below 5 ms.
    nice.set("stun-pacing-timer", "5")
    if let port {
      reference.set("min-rtp-port", "\(port)")
      reference.set("max-rtp-port", "\(port)")
    }
    for address in addresses { interfaces_show(address) }
    for address in addresses where bridge_add_local_address(reference.pointer, address) == 0 {
      throw BridgeError(.negotiation, "\(address) is not an address of this host")
    }
  }
}

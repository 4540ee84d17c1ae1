/// An address at which a peer may be reached: the `candidate` attribute of RFC 8839, section 5.1, with the names of
/// the W3C's `RTCIceCandidate`.
public struct ICECandidate: Sendable, Equatable {
  public enum Transport: String, Sendable {
    case udp = "UDP"
    case tcp = "TCP"
  }

  /// How the address was found out (RFC 8445, section 5.1.1).
  public enum Kind: String, Sendable {
    case host
    case serverReflexive = "srflx"
    case peerReflexive = "prflx"
    case relayed = "relay"
  }

  /// Which end opens the connection of a TCP candidate (RFC 6544, section 4.5).
  public enum TCPType: String, Sendable {
    case active
    case passive
    case simultaneousOpen = "so"
  }

  public var foundation: String
  /// 1 for RTP, 2 for RTCP; with `rtcp-mux` there is only 1.
  public var component: Int
  public var transport: Transport
  public var priority: UInt32
  /// An IPv4 or IPv6 address, or a name, such as the `.local` ones that browsers hide addresses behind.
  public var address: String
  public var port: UInt16
  public var kind: Kind
  public var relatedAddress: String?
  public var relatedPort: UInt16?
  public var tcpType: TCPType?

  /// The media section that it belongs to, where the signalling says so.
  public var sdpMid: String?
  public var sdpMLineIndex: Int?

  public init(
    foundation: String, component: Int = 1, transport: Transport = .udp, priority: UInt32, address: String,
    port: UInt16, kind: Kind = .host, relatedAddress: String? = nil, relatedPort: UInt16? = nil,
    tcpType: TCPType? = nil, sdpMid: String? = nil, sdpMLineIndex: Int? = nil
  ) {
    self.foundation = foundation
    self.component = component
    self.transport = transport
    self.priority = priority
    self.address = address
    self.port = port
    self.kind = kind
    self.relatedAddress = relatedAddress
    self.relatedPort = relatedPort
    self.tcpType = tcpType
    self.sdpMid = sdpMid
    self.sdpMLineIndex = sdpMLineIndex
  }

  /// The attribute without `a=`, as `RTCIceCandidate.candidate` has it.
  public var candidate: String {
    var text = "candidate:\(foundation) \(component) \(transport.rawValue) \(priority) \(address) \(port)"
    text += " typ \(kind.rawValue)"
    if let relatedAddress { text += " raddr \(relatedAddress) rport \(relatedPort ?? 0)" }
    if let tcpType { text += " tcptype \(tcpType.rawValue)" }
    return text
  }

  /// Whether it can be handed to an ICE agent that resolves no names and multiplexes RTCP: everything is a number,
  /// and packets may be sent there.
  public var isUsable: Bool {
    guard component == 1, port != 0, let literal = IPLiteral(address), literal.isUnicast else { return false }
    return relatedAddress.map { IPLiteral($0) != nil } ?? true
  }

  /// Whether both name the same transport address.
  func isSameAddress(as other: ICECandidate) -> Bool {
    component == other.component && transport == other.transport && tcpType == other.tcpType && port == other.port
      && (IPLiteral(address)?.bytes).map { $0 == IPLiteral(other.address)?.bytes } ?? (address == other.address)
  }
}

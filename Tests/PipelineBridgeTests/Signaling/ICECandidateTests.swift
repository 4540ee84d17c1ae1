import Testing

@testable import PipelineBridge

@Suite struct ICECandidateTests {
  @Test(arguments: [
    ("candidate:1 1 UDP 2015363327 192.0.2.17 46296 typ host", nil),
    ("candidate:3 1 TCP 1010827519 2001:db8::17 54225 typ host tcptype passive", nil),
    (
      "a=candidate:3336605328 1 udp 2113937151 192.0.2.17 44775 typ host generation 0 network-cost 999",
      "candidate:3336605328 1 UDP 2113937151 192.0.2.17 44775 typ host"
    ),
    ("candidate:a+/ 1 UDP 1 ::1 9 typ srflx raddr 0.0.0.0 rport 0", nil),
    ("candidate:1 1 UDP 1 192.0.2.17 9 typ relay raddr 198.51.100.1 rport 65535", nil),
    ("candidate:1 1 UDP 4294967295 192.0.2.17 9 typ prflx", nil),
    ("candidate:1 2 UDP 1 a67d4ac7-f46e-4262-a4b4-40ee6ad8572a.local 9 typ host", nil),
  ])
  func roundTrip(text: String, written: String?) throws {
    let candidate = try ICECandidate(text, sdpMid: "0", sdpMLineIndex: 0)
    #expect(candidate.candidate == written ?? text)
    #expect(try ICECandidate(candidate.candidate, sdpMid: "0", sdpMLineIndex: 0) == candidate)
  }

  @Test(arguments: [
    "", "candidate:", "a=candidate", "hello", "candidate:1 1 UDP 1 192.0.2.17 9 typ",
    "candidate:1 1 UDP 1 192.0.2.17 9 type host", "candidate:1 0 UDP 1 192.0.2.17 9 typ host",
    "candidate:1 257 UDP 1 192.0.2.17 9 typ host", "candidate:1 1 UDP 0 192.0.2.17 9 typ host",
    "candidate:1 1 UDP 4294967296 192.0.2.17 9 typ host", "candidate:1 1 UDP 1 192.0.2.17 65536 typ host",
    "candidate:1 1 UDP 99999999999999999999999999 192.0.2.17 9 typ host",
    "candidate:1 1 UDP -1 192.0.2.17 9 typ host", "candidate:1 1 UDP +1 192.0.2.17 9 typ host",
    "candidate:1 1 UDP 1 192.0.2.17%eth0 9 typ host", "candidate:1 1 UDP 1 a/b 9 typ host",
    "candidate:1 1 TCP 1 192.0.2.17 9 typ host", "candidate:1 1 UDP 1 192.0.2.17 9 typ host tcptype active",
    "candidate:1 1 TCP 1 192.0.2.17 9 typ host tcptype both", "candidate:1 1 UDP 1 192.0.2.17 9 typ host generation",
    "candidate:1 1 UDP 1 192.0.2.17 9 typ srflx raddr ? rport 1",
    "candidate:1 1 UDP 1 192.0.2.17 9 typ srflx raddr 1.2.3.4 rport x",
    "candidate:012345678901234567890123456789012 1 UDP 1 192.0.2.17 9 typ host",
    "candidate:é 1 UDP 1 192.0.2.17 9 typ host", "candidate:1 ١ UDP 1 192.0.2.17 9 typ host",
    "candidate:1 1 UDP 1 192.0.2.17 9 typ host " + String(repeating: "x ", count: 500) + "x",
  ])
  func malformed(_ text: String) {
    #expect(signalingError { () throws(SignalingError) in try ICECandidate(text) }?.code == .malformed)
  }

  @Test(arguments: [
    "candidate:1 1 SCTP 1 192.0.2.17 9 typ host", "candidate:1 1 UDP 1 192.0.2.17 9 typ future",
  ])
  func unsupported(_ text: String) {
    #expect(signalingError { () throws(SignalingError) in try ICECandidate(text) }?.code == .unsupported)
  }

  @Test(arguments: [
    ("127.0.0.1", 5000, true), ("::1", 5000, true), ("192.0.2.17", 5000, true), ("fe80::1", 5000, true),
    ("::ffff:192.0.2.17", 5000, true), ("1:2:3:4:5:6:7:8", 5000, true), ("192.0.2.17", 0, false),
    ("0.0.0.0", 5000, false), ("::", 5000, false), ("255.255.255.255", 5000, false), ("224.0.0.251", 5000, false),
    ("ff02::fb", 5000, false), ("0.1.2.3", 5000, false), ("printer.local", 5000, false), ("localhost", 5000, false),
    ("127.1", 5000, false), ("0177.0.0.1", 5000, false), ("2130706433", 5000, false), ("256.0.0.1", 5000, false),
  ])
  func usable(address: String, port: UInt16, expected: Bool) {
    #expect(ICECandidate(foundation: "1", priority: 1, address: address, port: port).isUsable == expected)
  }

  @Test(arguments: [
    ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::", ":1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:", "::1.2.3", "1.2.3.4::", "::1%lo", "[::1]", "::+1", "",
  ])
  func notAnAddress(_ text: String) {
    #expect(IPLiteral(text) == nil)
  }

  @Test func sameAddressInAnotherSpelling() throws {
    let candidate = ICECandidate(foundation: "1", priority: 1, address: "2001:db8::17", port: 5000)
    var other = ICECandidate(foundation: "2", priority: 9, address: "2001:DB8:0:0::17", port: 5000)
    #expect(candidate.isSameAddress(as: other))
    other.port = 5001
    #expect(!candidate.isSameAddress(as: other))
  }
}

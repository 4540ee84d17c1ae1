import Testing

@testable import PipelineBridge

@Suite struct TrickleFragmentTests {
  private let description: CheckedDescription
  private let credentials = "a=ice-ufrag:PTGu\r\na=ice-pwd:nQvWys81vp7hB1dx8PpD5KHX\r\n"
  private let section = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n"
  private let candidate = "a=candidate:1 1 udp 2113937151 192.0.2.1 40000 typ host\r\n"

  init() throws { description = try RemoteOffer(Fixture.chromiumOffer.text).description }

  private func candidates(_ text: String) throws -> [ICECandidate] {
    try TrickleFragment(text, to: description).candidates
  }

  @Test func asTheRFCHasIt() throws {
    let found = try candidates(credentials + section + candidate + "a=end-of-candidates\r\n")
    #expect(found.map(\.address) == ["192.0.2.1"])
    #expect(found.map(\.sdpMid) == ["0"])
    #expect(try candidates(section + credentials + candidate).count == 1)
    #expect(try candidates(section + candidate).count == 1)
    #expect(try candidates(credentials).isEmpty)
  }

  @Test(arguments: [
    "candidate:1 1 udp 1 host.local 40000 typ host", "candidate:1 1 udp 1 host.example 40000 typ host",
    "candidate:1 2 udp 1 192.0.2.1 40000 typ host", "candidate:1 1 udp 1 192.0.2.1 0 typ host",
    "candidate:1 1 udp 1 224.0.0.1 40000 typ host", "candidate:1 1 sctp 1 192.0.2.1 40000 typ host",
    "candidate:1 1 udp 1 192.0.2.1 40000 typ other",
  ])
  func whatCannotBeUsedIsPassedOver(line: String) throws {
    #expect(try candidates(section + "a=\(line)\r\n" + candidate).count == 1)
  }

  @Test func noMoreThanAnAgentShouldCheck() throws {
    #expect(try candidates(section + String(repeating: candidate, count: 500)).count == 32)
  }

  @Test(arguments: [
    "", "\r\n", "hello", "a=mid:0\r\n", "v=0\r\n", "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=end-of-candidates\r\n",
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:7\r\na=end-of-candidates\r\n",
    "a=candidate:1 1 udp 1 192.0.2.1 40000 typ host\r\n", "m=video\r\na=mid:0\r\na=end-of-candidates\r\n",
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=candidate:nonsense\r\n",
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 \u{0} typ host\r\n",
  ])
  func whatIsMalformed(text: String) {
    let error = signalingError { () throws(SignalingError) in try TrickleFragment(text, to: description) }
    #expect(error?.code == .malformed)
  }

  @Test(arguments: ["a=ice-ufrag:other\r\n", "a=ice-ufrag:PTGu\r\na=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa\r\n"])
  func aRestartIsNotSupported(text: String) {
    let error = signalingError { () throws(SignalingError) in
      try TrickleFragment(text + section + candidate, to: description)
    }
    #expect(error?.code == .unsupported)
  }
}

import Testing

@testable import bridge

@Suite struct ListeningTests {
  @Test(
    arguments: [
      (["--host", "0.0.0.0"], "add --token auto"),
      (["--host", "::"], "add --token auto"),
      (["--host", "192.0.2.7"], "add --token auto"),
      (["--token", "short"], "at least 8"),
      (["--token", "with a space"], "no spaces"),
      (["--tls-cert", "a.pem"], "go together"),
      (["--tls", "self", "--tls-cert", "a.pem", "--tls-key", "b.pem"], "not both"),
      (["--unix-socket", "/tmp/x", "--host", "0.0.0.0", "--token", "auto"], "no --host"),
      (["--max-viewers", "0"], "1 or more"),
      (["--allow-origin", "*"], "no '*'"),
      (["--allow-origin", "https://player.example/page"], "no path"),
      (["--allow-origin", "https://*.example"], "no '*'"),
      (["--allow-host", "http://pi.local"], "no http://"),
      (["--allow-host", "*.local"], "no '*'"),
      (["--allow-frame", "*"], "no '*'"),
      (["--allow-frame", "http://a.example; script-src *"], "no path"),
      (["--media-port", "0"], "--media-port"),
      (["--media-port", "5010-5000"], "--media-port"),
      (["--media-address", "pi.local"], "numbers, not names"),
      (["--port", "65536"], "65535"),
    ])
  func whatIsRefused(arguments: [String], says: String) {
    let error = #expect(throws: (any Error).self) { try ServeCommand.parse(["test"] + arguments) }
    #expect(error.map { ServeCommand.message(for: $0) }?.contains(says) == true)
  }

  @Test func aTokenIsMadeWhenAskedFor() throws {
    let listening = try AccessOptions.parse(["--host", "0.0.0.0", "--token", "auto"]).listening()
    #expect(listening.isExposed)
    #expect(listening.policy.token?.wholeMatch(of: /[a-z0-9]{22}/) != nil)
    #expect(listening.address(port: 80).hasSuffix("/#token=\(listening.policy.token ?? "")"))
    let other = try AccessOptions.parse(["--token", "auto"]).listening()
    #expect(!other.isExposed && other.policy.token != listening.policy.token)
  }

  @Test func anExposedServerHasTheHostsNames() throws {
    let policy = try AccessOptions.parse(["--host", "0.0.0.0", "--token", "auto"]).listening().policy
    #expect(policy.acceptsAddresses)
    #expect(policy.names.contains { $0.hasSuffix(".local") })
    #expect(!policy.names.contains { $0.contains("/") || $0.contains("%") })
  }

  @Test func hostsAndFramesAreRead() throws {
    let policy = try AccessOptions.parse(
      ["--allow-host", "Pi.local", "--allow-host", "2001:db8::7", "--allow-frame", "http://Dash.example:8123"]
    ).listening().policy
    #expect(policy.allowedHosts.map(\.description) == ["pi.local", "[2001:db8::7]"])
    #expect(policy.allowedFrames == ["http://dash.example:8123"])
    #expect(!policy.acceptsAddresses)
  }

  @Test(arguments: [("5000", 5000...5000), ("5000-5099", 5000...5099)])
  func portRanges(text: String, range: ClosedRange<Int>) {
    #expect(PortRange(argument: text)?.range == range)
  }

  @Test func loopbackNeedsNone() throws {
    for host in ["localhost", "127.0.0.1", "::1", "[::1]"] {
      let listening = try AccessOptions.parse(["--host", host]).listening()
      #expect(!listening.isExposed && listening.policy.token == nil)
      #expect(listening.policy.names == AccessPolicy.loopbackNames)
    }
  }
}

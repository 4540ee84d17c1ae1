import Testing

@testable import PipelineBridge

extension Integration {
  /// The peer must be the one that its description names (RFC 8827, section 6.5).
  @Suite struct Certificates {
    @Test(arguments: [Codec.h264, .vp8])
    func aPeerWithAnotherCertificateGetsNothing(codec: Codec) async throws {
      try await withBridge(Pattern.live) { bridge in
        let peer = try await TestPeer(codecs: [codec])
        let offer = try await peer.offer()
        let viewer = try await bridge.answer(SessionDescription(kind: .offer, sdp: offer.withAnotherFingerprint))
        var states: [ConnectionState] = []
        try await peer.accept(await viewer.localDescription.sdp)
        for await state in viewer.connectionStates { states.append(state) }
        // It was the certificate and nothing else: the handshake had been completed.
        #expect(states.contains(.connected) && states.last == .closed)
        #expect(peer.frames == 0)
        #expect(await eventually { await bridge.status().viewers == 0 })
        await peer.close()
      }
    }

    @Test func norWhenItAnswersOurOffer() async throws {
      try await withBridge(Pattern.live) { bridge in
        let viewer = try await bridge.offer()
        let peer = try await TestPeer(codecs: [])
        let answer = try await peer.answer(await viewer.localDescription)
        try await viewer.accept(SessionDescription(kind: .answer, sdp: answer.sdp.withAnotherFingerprint))
        for await _ in viewer.connectionStates {}
        #expect(peer.frames == 0)
        #expect(await eventually { await bridge.status().viewers == 0 })
        await peer.close()
      }
    }

    @Test func fingerprintsAreThoseOfOpenSSL() {
      // openssl x509 -fingerprint -sha256 (-sha384, -sha512)
      for (hash, value) in Self.values {
        #expect(Fingerprint(hash, ofPEM: Self.certificate)?.value == value.joined())
      }
      #expect(Fingerprint(.sha256, ofPEM: "nonsense!") == nil)
      #expect(Fingerprint(.sha256, ofPEM: "") == nil)
    }

    private static let certificate = """
      -----BEGIN CERTIFICATE-----
      MIIBczCCARmgAwIBAgIUbRdtKUfLZCzfpWZUVmDkM/8RcHQwCgYIKoZIzj0EAwIw
      DzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjEwOTI0MDdaFw0zNjExMTgwOTI0MDda
      MA8xDTALBgNVBAMMBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASeno8T
      AxFidLmNVsTWpwUqkuEcZgiNKDr4Vonksru2USECUM8h9SsYQAAK156vJKdlZUSh
      HqbkBnaEJQyVxs+Vo1MwUTAdBgNVHQ4EFgQUEV188FoRx5GAxhGl56Eo72Ts5jAw
      HwYDVR0jBBgwFoAUEV188FoRx5GAxhGl56Eo72Ts5jAwDwYDVR0TAQH/BAUwAwEB
      /zAKBggqhkjOPQQDAgNIADBFAiEAkX5MfGfbWqAgNYkoI/obVFhJhCSjYXi7T8mO
      B3aRZUwCIF0wdiKk++I6oZGiGDMUra3HNmZ76q+2ylmPthZIWO9H
      -----END CERTIFICATE-----
      """

    private static let values: [(Fingerprint.Hash, [String])] = [
      (
        .sha256,
        [
          "2D:4D:80:71:E4:13:8D:00:9A:EE:D9:13:52:30:45:1C:9D:38:B6:44:12:A7:76:BF:8B:A8:EC:61:90:BA:C3:AF"
        ]
      ),
      (
        .sha384,
        [
          "17:F3:33:5C:79:34:A7:16:3E:22:05:0E:F7:7A:56:F4:22:D8:24:23:D0:3C:FB:A5:C8:48:00:8C:D2:1C:77:83:",
          "27:DB:E2:67:09:2D:C6:5E:A1:66:69:39:B4:7C:C6:1A",
        ]
      ),
      (
        .sha512,
        [
          "2B:62:2F:2D:6A:0E:98:09:3D:75:3B:89:39:D6:B6:AB:2A:BF:75:35:EC:78:F9:A3:7D:74:D1:C0:23:49:44:60:",
          "2E:18:47:D1:A6:D5:4C:87:38:66:FE:34:D9:4D:51:33:DE:E9:95:30:D7:E5:7B:D8:E7:F4:CC:30:63:8C:B9:91",
        ]
      ),
    ]
  }
}

extension String {
  /// The same with one digit of each fingerprint changed.
  fileprivate var withAnotherFingerprint: String {
    editingLines { line in
      guard line.hasPrefix("a=fingerprint:"), let last = line.last else { return line }
      return line.dropLast() + (last == "0" ? "1" : "0")
    }
  }
}

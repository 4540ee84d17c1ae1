import CGStreamer

/// RTCPeerConnectionState (W3C WebRTC, section 4.3.3).
public enum ConnectionState: String, Sendable {
  case new, connecting, connected, disconnected, failed, closed

  /// - Parameter value: of `GstWebRTCPeerConnectionState`.
  init?(gst value: Int) {
    switch GstWebRTCPeerConnectionState(rawValue: UInt32(truncatingIfNeeded: value)) {
    case GST_WEBRTC_PEER_CONNECTION_STATE_NEW: self = .new
    case GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTING: self = .connecting
    case GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED: self = .connected
    case GST_WEBRTC_PEER_CONNECTION_STATE_DISCONNECTED: self = .disconnected
    case GST_WEBRTC_PEER_CONNECTION_STATE_FAILED: self = .failed
    case GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED: self = .closed
    default: return nil
    }
  }
}

import PipelineBridge
import ServiceLifecycle

extension Status {
  /// What is streamed, in one line: `video_0 1280×720 at 30 fps (video/x-raw, I420); audio_0 48000 Hz`.
  var summary: String {
    streams.map { stream in
      var words = [stream.name]
      if let width = stream.width, let height = stream.height { words.append("\(width)×\(height)") }
      if let rate = stream.framerate { words.append("at \(Int(rate.rounded())) fps") }
      if let rate = stream.rate { words.append("\(rate) Hz") }
      return (words + ["(\(stream.format))"]).joined(separator: " ")
    }.joined(separator: "; ")
  }
}

extension Status {
  /// What a person is told when the bridge has started.
  var opening: String {
    switch state {
    case .idle: "the pipeline starts when somebody watches"
    case .starting: "waiting for \(waitingFor ?? "the source")"
    case .retrying: "waiting for the source; it is tried again until it is there"
    case .stopped: "the pipeline is stopped"
    case .live, .ended, .failed, .closing: summary
    }
  }
}

extension Bridge {
  /// The status once the source is live, waits for a viewer or to be tried again, or has been starting for a second.
  func firstStatus() async -> Status? {
    let deadline = ContinuousClock.now + .milliseconds(900)
    for await status in statusUpdates().cancelOnGracefulShutdown() {
      switch status.state {
      case .live, .idle, .retrying: return status
      // It has not begun to start, or has been stopped again.
      case .stopped, .starting: if .now > deadline { return status }
      case .ended, .failed, .closing: break
      }
    }
    return nil
  }
}

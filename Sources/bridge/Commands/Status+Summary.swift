import PipelineBridge

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

import CGStreamer
import Testing

@testable import PipelineBridge

/// The largest and smallest numbers that caps and times can claim: none is a reason to trap.
@Suite struct ClaimedNumbersTests {
  private static let times: [ClockTime] = [0, 1, 1 << 31, 1 << 61, 1 << 62, 1 << 63, .max - 2, .max - 1]

  private static let caps: [String] = {
    let numbers = ["0", "1", "-1", "-2147483648", "2147483647"]
    let rates = ["0/1", "1/2147483647", "2147483647/1"]
    return numbers.flatMap { size in
      rates.flatMap { rate in
        ["video/x-raw,format=I420", "image/jpeg", "video/x-h264", "video/x-raw,format=RGBA"].map {
          "\($0),width=\(size),height=\(size),framerate=\(rate),pixel-aspect-ratio=1/2147483647"
        } + ["audio/x-raw,format=S16LE,rate=\(size),channels=\(size)", "audio/x-opus,rate=\(size),channels=\(size)"]
      }
    }
  }()

  private func buffer(_ time: ClockTime) -> Buffer {
    let buffer = gst_buffer_new()!
    bridge_buffer_set_times(buffer, time, time)
    buffer.pointee.duration = time
    return Buffer(reference: MiniObjectReference(taking: buffer))
  }

  @Test func times() throws {
    try GStreamer.initialize()
    let timeline = Timeline()
    let caps = try #require(Caps("video/x-raw,format=I420,width=2147483647,height=1,framerate=1/2147483647"))
    for mode in [Pacer.Mode.live, .paced, .asItComes] {
      var pacer = Pacer(mode: mode)
      let track = FrameTrack(stream: "video_0", feed: MetadataFeed())
      for (number, time) in (Self.times + Self.times.reversed() + Self.times).enumerated() {
        let buffer = buffer(time)
        let placed = timeline.place(time, from: number.isMultiple(of: 2) ? timeline.baseTime : .max - 1)
        _ = pacer.place(placed, interval: time, stream: 0, now: timeline.now)
        let placement = pacer.place(nil, interval: time, stream: 0, now: timeline.now)
        let sample = Sample(buffer: buffer, caps: caps, runningTime: min(placement.time, timeline.now))
        _ = track.pass(sample, sourceTime: placed)
        for other in Self.times {
          track.add(
            [Region(x: 0, y: 0, width: 1, height: 1)], dropped: 0, at: timeline.place(other, from: timeline.baseTime),
            detector: "detector", isBeside: number.isMultiple(of: 3))
          _ = track.frame(nearest: other) { $0.stamp }
          _ = track.frame(nearest: other) { $0.time }
        }
      }
    }
  }

  @Test(arguments: caps) func formats(text: String) throws {
    try GStreamer.initialize()
    let caps = try #require(Caps(text))
    let size = PictureSize(caps)
    let rateControl = RateControl.suiting(size, staysOnHost: true)
    guard case .quality(1_000_000...40_000_000, limit: 1_000_000...60_000_000) = rateControl else {
      Issue.record("\(rateControl)")
      return
    }
    var traits = PictureTraits()
    traits.read(try #require(caps.first))
    _ = StreamFormat(caps)
    for codec in [Codec.h264, .vp8, .av1, .opus] {
      for candidate in EncoderCandidate.all(for: codec) {
        _ = candidate.launch(rateControl, frameRate: size?.frameRate ?? 30)
      }
    }
    #expect(EncodingProbes.matrix(channels: 64).utf8.count < 4_096)
  }
}

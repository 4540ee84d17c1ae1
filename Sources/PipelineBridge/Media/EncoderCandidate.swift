/// One way to encode a codec: an element and how to set it for the lowest latency.
struct EncoderCandidate: Sendable, Equatable {
  let codec: Codec
  let factory: String
  /// Properties of every run, as gst-launch writes them.
  private let properties: String
  /// The property that sets the bitrate, and how many bit/s its unit is; `nil` where `properties` do.
  private var bitrateProperty: String?
  private var bitrateUnit = 1
  /// Properties for an average bitrate, and for constant quality below a limit.
  private var averageBitrate = ""
  private var constantQuality: String?
  /// The property that sets the rate control's buffer (the VBV), in milliseconds.
  private var bufferProperty: String?
  /// What stands between encoder and payloader.
  private let tail: String
  /// The colours that browsers show right from this encoder.
  var colours = ColourSupport.assumed
  /// The raw format, where the encoder takes others that browsers do not decode.
  private(set) var format: String?

  /// The element with its properties and its parser, in gst-launch syntax.
  /// - Parameters:
  ///   - rateControl: of video.
  ///   - frameRate: frames per second.
  func launch(_ rateControl: RateControl, frameRate: Double = 30) -> String {
    var words = [factory, "name=encoder", properties]
    let bitrate: Int
    switch (rateControl, constantQuality) {
    case (.quality(_, let limit), let constantQuality?):
      words.append(constantQuality)
      bitrate = limit
    case (.bitrate(let average), _), (.quality(let average, _), nil):
      words.append(averageBitrate)
      bitrate = average
    }
    if let bufferProperty {
      words.append("\(bufferProperty)=\(Int(Self.bufferedFrames * 1000 / min(max(1, frameRate), 1000)))")
    }
    if let bitrateProperty { words.append("\(bitrateProperty)=\(max(1, bitrate / bitrateUnit))") }
    return (words + [tail]).filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// How long it may take for the first two frames: a driver can hang, software on a busy machine is slow.
  var trialTime: Duration {
    ["nv", "qsv", "va", "v4l2"].contains { factory.hasPrefix($0) } ? .seconds(3) : .seconds(10)
  }

  /// What a key frame may take of the bitrate, in frames' shares. With room for one frame and a half, x264 sends key
  /// frames without any detail, all grey, for want of bits, and the next frames likewise.
  private static let bufferedFrames = 10.0

  /// The candidates of a codec, the best first: hardware, then software by speed.
  static func all(for codec: Codec) -> [EncoderCandidate] {
    switch codec {
    case .h264:
      [
        h264("nvh264enc", "preset=low-latency-hq zerolatency=true bframes=0 gop-size=\(longGOP)", "bitrate"),
        h264("qsvh264enc", "low-latency=true b-frames=0 gop-size=\(longGOP)", "bitrate"),
        h264("vah264enc", "b-frames=0 key-int-max=1024", "bitrate"),
        h264("vaapih264enc", "max-bframes=0 keyframe-period=\(longGOP) rate-control=cbr", "bitrate"),
        h264(
          "v4l2h264enc", "",
          "extra-controls=controls,video_b_frames=0,h264_i_frame_period=\(longGOP),repeat_sequence_header=1,video_bitrate",
          unit: 1),
        // Two threads are two slices; browsers take four at most.
        h264(
          "x264enc",
          "tune=zerolatency speed-preset=ultrafast bframes=0 rc-lookahead=0 key-int-max=\(longGOP) threads=2"
            + " option-string=scenecut=0",
          "bitrate", constantQuality: "pass=qual quantizer=21", buffer: "vbv-buf-capacity", colours: .signalled),
        h264(
          "openh264enc",
          "complexity=low rate-control=bitrate gop-size=\(longGOP) slice-mode=n-slices num-slices=2 multi-thread=2"
            + " scene-change-detection=false",
          "bitrate", unit: 1),
      ]
    case .h265:
      // H.265 is passed on; this is for viewers that have negotiated it when the stream becomes another.
      [
        EncoderCandidate(
          codec: .h265, factory: "x265enc",
          properties: "tune=zerolatency speed-preset=ultrafast key-int-max=\(longGOP)"
            + " option-string=scenecut=0:bframes=0",
          bitrateProperty: "bitrate", bitrateUnit: 1000,
          tail: "! video/x-h265,profile=main ! h265parse config-interval=-1"
            + " ! video/x-h265,stream-format=byte-stream,alignment=au")
      ]
    case .vp8:
      [vpx(.vp8, "vp8enc")]
    case .vp9:
      [vpx(.vp9, "vp9enc", "row-mt=true ")]
    case .av1:
      [
        EncoderCandidate(
          codec: .av1, factory: "av1enc",
          properties: "usage-profile=realtime cpu-used=10 lag-in-frames=0 end-usage=cbr keyframe-max-dist=\(longGOP)",
          bitrateProperty: "target-bitrate", bitrateUnit: 1000, tail: "! av1parse",
          format: "I420")
      ]
    case .opus:
      [
        EncoderCandidate(
          codec: .opus, factory: "opusenc", properties: "bitrate=96000 frame-size=10 perfect-timestamp=false",
          tail: "")
      ]
    }
  }

  /// Frames between key frames that nobody asked for. Viewers ask for theirs.
  private static let longGOP = 9000

  private static func h264(
    _ factory: String, _ properties: String, _ bitrate: String, unit: Int = 1000,
    constantQuality: String? = nil, buffer: String? = nil, colours: ColourSupport = .assumed
  ) -> Self {
    EncoderCandidate(
      codec: .h264, factory: factory, properties: properties, bitrateProperty: bitrate, bitrateUnit: unit,
      constantQuality: constantQuality, bufferProperty: buffer,
      tail: "! video/x-h264,profile=constrained-baseline ! h264parse config-interval=-1"
        + " ! video/x-h264,stream-format=byte-stream,alignment=au", colours: colours)
  }

  private static func vpx(_ codec: Codec, _ factory: String, _ more: String = "") -> Self {
    EncoderCandidate(
      codec: codec, factory: factory,
      properties: "\(more)deadline=1 cpu-used=\(codec == .vp8 ? -16 : 8) lag-in-frames=0 threads=2"
        + " error-resilient=default keyframe-max-dist=\(longGOP) buffer-size=200 buffer-initial-size=100"
        + " buffer-optimal-size=150",
      bitrateProperty: "target-bitrate", averageBitrate: "end-usage=cbr",
      constantQuality: "end-usage=cq cq-level=10", tail: "", colours: codec == .vp9 ? .matrix : .assumed,
      format: "I420")
  }
}

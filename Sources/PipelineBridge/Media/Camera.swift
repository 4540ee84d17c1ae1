/// A camera of this machine, with the pipeline that shows it.
public struct Camera: Sendable, Equatable {
  public let name: String
  public let pipeline: PipelineString

  /// The first camera that GStreamer's device monitor finds, if any.
  public static func first() async -> Camera? {
    DeviceMonitor.devices(ofClass: "Video/Source").lazy.compactMap { device -> Camera? in
      guard let path = device.path else { return nil }
      return Camera(name: device.name, pipeline: PipelineString(words: [path]))
    }.first
  }
}

/// Frames that do not lie in system memory.
enum MemoryFeature {
  /// The element that brings frames into system memory. It stands in the user's own pipeline, where it shares the
  /// GPU context of the element before it.
  static func converter(from feature: String) -> String? {
    switch feature {
    case "memory:GLMemory": "gldownload"
    case "memory:CUDAMemory": "cudadownload"
    case "memory:NVMM": "nvvidconv"
    case "memory:VASurface": "vaapipostproc"
    case "memory:VAMemory", "memory:DMABuf": "vapostproc"
    default: nil
    }
  }
}

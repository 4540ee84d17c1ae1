/// How many bits an encoder may spend on video.
enum RateControl: Sendable, Equatable {
  /// bit/s on average, whatever the content.
  case bitrate(Int)
  /// Constant quality up to `limit` bit/s, from encoders that have it; from others `bitrate` bit/s on average.
  case quality(bitrate: Int, limit: Int)

  /// The rate control that suits a picture; of 1280×720 at 30 frames per second where its size is not known.
  /// - Parameter staysOnHost: whether bandwidth is free.
  static func suiting(_ picture: PictureSize?, staysOnHost: Bool) -> RateControl {
    // Caps are what somebody claims: up to 2147483647 × 2147483647.
    let pixels = Double(picture?.width ?? 1280) * Double(picture?.height ?? 720)
    // A picture that comes once in 20 s is to be as good as others.
    let rate = min(max(picture?.frameRate ?? 30, 10), 60)
    func bitrate(bitsPerPixel: Double, most: Double) -> Int {
      Int(min(max(pixels * rate * bitsPerPixel, 1_000_000), most))
    }
    // Small text keeps an SSIM of 0.98 at two fifths of a bit for each pixel, and 0.82 at a tenth. Constant quality gets
    // by with less; only noise needs two bits (`Benchmarks/quality.py`).
    let limit =
      staysOnHost ? bitrate(bitsPerPixel: 2, most: 60_000_000) : bitrate(bitsPerPixel: 1, most: 40_000_000)
    return .quality(bitrate: bitrate(bitsPerPixel: 0.4, most: 40_000_000), limit: limit)
  }
}

/// Bytes from hexadecimal digits; spaces are skipped.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// NAL units of films of eight frames that x264 and x265 wrote; slices are cut after a few bytes.
enum Film {
  static let reordered = [
    "6764000aacd94426c044000003000400000300f03c489658", "68ef8fcb", "6588840067ccff9e95b1a4f86622",
    "419a2418843fc52cec4558beedf0", "419e424212fffeead888b593662f", "019e61442dffaa7ec93e991092e3",
    "019e63442dfffeed7b9ca5b7ff7c", "419a66344ca784bfd139c01e8183",
  ].map(bytes)
  static let inOrder = [
    "6764000aacb421360220000003002000000781e244d4", "68ef0fcb", "65888419ffccff9e95b1a4f86622",
    "419a26233fc55cc3a5e90285b7f8", "419a4623bfcbc5098b396b3f8d80", "419a6623bfcac9d5389d37650775",
  ].map(bytes)
  static let baseline = [
    "6742c00ad90426c044000003000400000300f03c489920", "68cb83cb20", "65888419f1088ac181087e0215a4",
    "419a3833f84b8faeb593825cd9e1", "419a540eff2709781a3f9f8cfee0", "419a6077f86f2cb08012af0a5203",
  ].map(bytes)
  static let interlaced = [
    "67640015acd9444d8088000003000800000301e0f8a14cb0", "68fba3cb22c0", "6588820b067fc4ff9e95b1a4f866",
    "419a21de477fc7d7d27cb646655f", "419e40df885bfff6d618c79ceb95", "019e615ea42dfff6e493f7fb0cf1",
  ].map(bytes)
  static let intraRefresh = [
    "6764000aacb421360220000003002000000781e244d4", "68ef0f2c8b", "0606017180", "419a86210ffe56bfc8a0145b96f0",
    "419aa6210fc52cec34e1f8efba25",
  ].map(bytes)
  static let high422 = [bytes("677a000ab6cd94426c0440000003004000000f03c4896580")]
  static let h265InOrder = [
    "42010101600000030090000003000003001ea0208105964a924caf016808000003000800000300f040",
    "2801af0860bf541dbc6cef6f12c3", "0201d0097e111843ac6de6f1a06f",
  ].map(bytes)
  static let h265Reordered = [
    bytes("42010101600000030090000003000003001ea020810596565924caf0168080000003008000000f04")
  ]
  static let h265Main10 = [bytes("42010102200000030090000003000003001ea0208104d964a924caf0168080000003008000000f04")]
}

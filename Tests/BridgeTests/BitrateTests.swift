import Testing

@testable import bridge

@Suite struct BitrateTests {
  @Test(arguments: [("2500000", 2_500_000), ("800k", 800_000), ("4M", 4_000_000), ("1.5m", 1_500_000)])
  func isReadAsAPersonWritesIt(text: String, bits: Int) {
    #expect(Bitrate(argument: text)?.bitsPerSecond == bits)
  }

  @Test(arguments: ["", "k", "fast", "-1M", "0", "1e99", "nan", "inf", "4G"])
  func nonsenseIsRefused(text: String) {
    #expect(Bitrate(argument: text) == nil)
  }
}

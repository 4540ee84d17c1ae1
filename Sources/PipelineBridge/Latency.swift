/// What matters more where they conflict.
public enum Latency: String, Sendable, CaseIterable {
  /// Each frame is shown as soon as it is decoded. Sound follows when the browser has it ready.
  case lowest
  /// The browser holds frames back until they come evenly and in step with the sound.
  case smooth
}

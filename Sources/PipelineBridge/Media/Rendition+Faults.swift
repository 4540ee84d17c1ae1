import Synchronization

extension Rendition {
  private static let manyFrames = 30

  /// Says once that the format changes all the time. Streaming thread.
  nonisolated func noteUnsteadyFormat() {
    guard unsteadyFrames.add(1, ordering: .relaxed).newValue == Self.manyFrames else { return }
    logger.notice("\(stream.name) changes its size or format all the time: frames are left out, the last size is shown")
  }

  /// An encoder that fails with this stream makes room for the next.
  func giveUpEncoder(for failure: BridgeError) async {
    guard let encoder = plan?.encoder else { return }
    let isItsOwn = failure.message.hasPrefix(Self.ownWords)
    // What an encoder refuses without a word, the element that feeds the pipeline complains of, as of a broken stream.
    if !isItsOwn {
      guard failure.message.hasPrefix("source: "), let size = stream.caps.flatMap(PictureSize.init),
        await planner.encoders.refuses(encoder, of: codec, size)
      else { return }
    }
    guard await planner.encoders.strike(encoder, of: codec) else { return }
    let words = isItsOwn ? "\(failure.message.dropFirst(Self.ownWords.count))" : "it refuses this picture's size"
    logger.warning("\(encoder) has failed and is not used any more: \(words)")
  }

  /// How errors of the encoder begin, by its name in the pipeline.
  private static let ownWords = "encoder: "

  /// What a person can do about it.
  func problem(_ error: any Error) -> String {
    guard let error = error as? BridgeError, error.code == .missingElement, plan?.isTranscoding == true,
      case .decodable(_, let name)? = stream.format?.unpacked
    else {
      // Elements that the rendition's pipeline has made count up with each try.
      return "\(error)".replacing(#/^([a-z][a-z0-9_-]*?)-?[0-9]+: /#) { "\($0.1): " }
    }
    return "no decoder for \(name) is installed: apt-get install gstreamer1.0-libav gstreamer1.0-plugins-bad"
  }
}

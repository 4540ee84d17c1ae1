import Synchronization

/// The streams of a source, in the order in which they first appeared.
final class StreamTable: Sendable {
  private let streams = Mutex<[MediaStream]>([])
  /// What is found in the streams.
  let metadata = MetadataFeed()
  /// What was changed in the pipeline while it played.
  let tuning = Tuning()

  var all: [MediaStream] { streams.withLock { $0 } }

  /// The stream that the `index`th open pad of a kind feeds, made when it is new.
  func stream(_ kind: MediaKind, _ index: Int) -> MediaStream {
    streams.withLock { streams in
      let same = streams.filter { $0.kind == kind }
      if index < same.count { return same[index] }
      let stream = MediaStream(kind: kind, index: index, feed: metadata)
      streams.append(stream)
      return stream
    }
  }

  /// - Returns: `nil` for a name that no stream can have. The first of a kind may be named before it is there.
  func stream(named name: String) -> MediaStream? {
    if let stream = all.first(where: { $0.name == name }) { return stream }
    return MediaKind.allCases.first { name == "\($0.rawValue)_0" }.map { stream($0, 0) }
  }

  /// The one of a kind that viewers get: the first in the order of the pipeline that has given data.
  func first(_ kind: MediaKind) -> MediaStream? {
    all.filter { $0.kind == kind && $0.format != nil }.min { $0.index < $1.index }
  }
}

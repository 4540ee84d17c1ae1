import Synchronization

/// The streams of a source, in the order in which they first appeared.
final class StreamTable: Sendable {
  private let streams = Mutex<[MediaStream]>([])

  var all: [MediaStream] { streams.withLock { $0 } }

  /// The stream that the `index`th open pad of a kind feeds, made when it is new.
  func stream(_ kind: MediaKind, _ index: Int) -> MediaStream {
    streams.withLock { streams in
      let same = streams.filter { $0.kind == kind }
      if index < same.count { return same[index] }
      let stream = MediaStream(kind: kind, index: index)
      streams.append(stream)
      return stream
    }
  }

  func first(_ kind: MediaKind) -> MediaStream? { all.first { $0.kind == kind && $0.format != nil } }
}

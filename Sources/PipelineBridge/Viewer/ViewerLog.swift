import Synchronization

/// What is known of one viewer's media. Written and read on any thread.
final class ViewerLog: Sendable {
  private struct State {
    var renditions: [(id: String, codec: Codec)] = []
    var lost = 0
    var report: ViewerReport?
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now

  func note(_ rendition: Rendition) { state.withLock { $0.renditions.append((rendition.id, rendition.codec)) } }
  func note(_ report: ViewerReport) { state.withLock { $0.report = report } }
  /// A frame was not sent to this viewer.
  func noteLoss() { state.withLock { $0.lost += 1 } }

  var status: ViewerStatus {
    state.withLock { state in
      ViewerStatus(
        codecs: state.renditions.map(\.codec), renditions: state.renditions.map(\.id),
        age: (ContinuousClock.now - start) / .seconds(1), lost: state.lost, report: state.report)
    }
  }
}

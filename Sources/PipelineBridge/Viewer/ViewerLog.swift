import Synchronization

/// What is known of one viewer's media. Written and read on any thread.
final class ViewerLog: Sendable {
  private struct State {
    var codecs: [Codec] = []
    var lost = 0
    var report: ViewerReport?
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now

  func note(_ codec: Codec) { state.withLock { $0.codecs.append(codec) } }
  func note(_ report: ViewerReport) { state.withLock { $0.report = report } }
  /// A frame was not sent to this viewer.
  func noteLoss() { state.withLock { $0.lost += 1 } }

  var status: ViewerStatus {
    state.withLock { state in
      ViewerStatus(
        codecs: state.codecs, age: (ContinuousClock.now - start) / .seconds(1), lost: state.lost,
        report: state.report)
    }
  }
}

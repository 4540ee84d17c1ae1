import CGStreamer
import Synchronization

/// Waits for webrtcbin's reply to one request (`GstPromise`).
///
/// - Parameters:
///   - underWay: kept until webrtcbin is done with the request, which may be later than this function returns.
///   - request: hands the promise to webrtcbin; it is borrowed for the call.
///   - read: takes what is wanted out of the reply, on webrtcbin's thread.
/// - Throws: `BridgeError` with webrtcbin's own words when the reply is an error or never comes.
func reply<Value: Sendable>(
  to what: String, _ underWay: RequestUnderWay, _ request: (OpaquePointer) -> Void,
  isolation: isolated (any Actor)? = #isolation, read: @escaping @Sendable (OpaquePointer?) -> Value?
) async throws -> Value {
  let pending = PendingReply<Value>(what)
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation(isolation: isolation) { continuation in
      pending.wait(continuation)
      let change: @Sendable (Result<OpaquePointer?, BridgeError>) -> Void = { result in
        withExtendedLifetime(underWay) {
          pending.resume(
            result.flatMap { structure in
              read(structure).map { .success($0) }
                ?? .failure(BridgeError(.negotiation, "webrtcbin gave no answer to \(what)"))
            })
        }
      }
      let promise = gst_promise_new_with_change_func(
        { promise, userData in
          guard let promise, let userData else { return }
          typealias Change = @Sendable (Result<OpaquePointer?, BridgeError>) -> Void
          Box<Change>.value(at: userData)(promiseResult(promise))
        },
        Box(change).passedToC(), destroyBox)!
      request(OpaquePointer(promise))
      // webrtcbin keeps a reference of its own for as long as it works on the request.
      gst_promise_unref(promise)
    }
  } onCancel: {
    pending.resume(.failure(BridgeError(.negotiation, "\(what) was cancelled")))
  }
}

private func promiseResult(_ promise: UnsafeMutablePointer<GstPromise>) -> Result<OpaquePointer?, BridgeError> {
  guard gst_promise_wait(promise) == GST_PROMISE_RESULT_REPLIED else {
    return .failure(BridgeError(.negotiation, "webrtcbin dropped the request"))
  }
  guard let structure = gst_promise_get_reply(promise) else { return .success(nil) }
  // Errors come as a reply with a field `error`, not as an expired promise.
  if let error = bridge_structure_error(structure, "error") {
    return .failure(BridgeError(.negotiation, takeMessage(of: error)))
  }
  return .success(OpaquePointer(structure))
}

/// A continuation that is resumed once: by the reply, by cancellation, or when the promise is dropped without one.
private final class PendingReply<Value: Sendable>: Sendable {
  private enum Progress {
    case new
    case waiting(CheckedContinuation<Value, any Error>)
    case done(Result<Value, BridgeError>)
  }

  private let progress = Mutex(Progress.new)
  private let what: String

  init(_ what: String) { self.what = what }

  func wait(_ continuation: CheckedContinuation<Value, any Error>) {
    let early: Result<Value, BridgeError>? = progress.withLock { progress in
      if case .done(let result) = progress { return result }
      progress = .waiting(continuation)
      return nil
    }
    if let early { continuation.resume(with: early.mapError { $0 }) }
  }

  func resume(_ result: Result<Value, BridgeError>) {
    let waiting: CheckedContinuation<Value, any Error>? = progress.withLock { progress in
      switch progress {
      case .new:
        progress = .done(result)
        return nil
      case .waiting(let continuation):
        progress = .done(result)
        return continuation
      case .done: return nil
      }
    }
    waiting?.resume(with: result.mapError { $0 })
  }

  deinit {
    if case .waiting(let continuation) = progress.withLock({ $0 }) {
      continuation.resume(throwing: BridgeError(.negotiation, "webrtcbin dropped \(what)"))
    }
  }
}

import Dispatch

/// Runs an actor on a serial queue of its own, so that calls that block (`gst_element_set_state(NULL)`) hold up
/// neither Swift's cooperative pool nor a streaming thread.
final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedSerialExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}

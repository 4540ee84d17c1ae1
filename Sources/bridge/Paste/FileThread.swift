import Foundation

/// A thread for reading or writing that may block without end: at a named pipe, say. It ends with the program.
enum FileThread {
  /// Starts the thread.
  /// - Parameters:
  ///   - path: the file's name in errors.
  ///   - continuation: finished when the work is done, with the error that it throws.
  static func start<Element>(
    _ name: String, path: String, finishing continuation: AsyncThrowingStream<Element, any Error>.Continuation,
    _ work: @escaping @Sendable () throws -> Void
  ) {
    let thread = Thread {
      do {
        try work()
        continuation.finish()
      } catch let failure as Descriptor.Failure {
        continuation.finish(throwing: FileError(path: path, reason: failure.reason))
      } catch {
        continuation.finish(throwing: error)
      }
    }
    thread.name = name
    thread.start()
  }
}

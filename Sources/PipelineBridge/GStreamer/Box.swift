import CGStreamer
import Synchronization

/// Carries a Swift value through C's `user_data`. C owns the box and frees it through `Box.destroy`.
final class Box<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) {
    self.value = value
    livingBoxes.add(1, ordering: .relaxed)
  }

  deinit { livingBoxes.subtract(1, ordering: .relaxed) }

  /// The box as a pointer that owns one reference to it, for C to give back to `destroyBox`.
  func passedToC() -> UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }

  /// The value behind the `user_data` of a running callback.
  static func value(at pointer: UnsafeMutableRawPointer) -> Value {
    Unmanaged<Box<Value>>.fromOpaque(pointer).takeUnretainedValue().value
  }
}

/// The `GDestroyNotify` of every box.
let destroyBox: @convention(c) (UnsafeMutableRawPointer?) -> Void = { pointer in
  if let pointer { Unmanaged<AnyObject>.fromOpaque(pointer).release() }
}

/// How many boxes C holds now. Back at its earlier value when everything that was made has been closed.
let livingBoxes = Atomic<Int>(0)

import CGStreamer

/// How a C object counts its references.
protocol ReferenceCounting {
  static func retain(_ pointer: UnsafeMutableRawPointer)
  static func release(_ pointer: UnsafeMutableRawPointer)
}

/// `g_object_ref` and `g_object_unref`.
enum ObjectCounting: ReferenceCounting {
  static func retain(_ pointer: UnsafeMutableRawPointer) { g_object_ref(pointer) }
  static func release(_ pointer: UnsafeMutableRawPointer) { g_object_unref(pointer) }
}

/// `gst_mini_object_ref` and `gst_mini_object_unref`: caps, buffers, samples, events, promises.
enum MiniObjectCounting: ReferenceCounting {
  static func retain(_ pointer: UnsafeMutableRawPointer) {
    gst_mini_object_ref(pointer.assumingMemoryBound(to: GstMiniObject.self))
  }
  static func release(_ pointer: UnsafeMutableRawPointer) {
    gst_mini_object_unref(pointer.assumingMemoryBound(to: GstMiniObject.self))
  }
}

/// One reference to a C object, given back when the last copy goes.
///
/// The only type of the package that the compiler does not check: both families of objects count their references
/// atomically, and the types built on this one call only functions that GStreamer documents as thread safe.
final class Reference<Counting: ReferenceCounting>: @unchecked Sendable {
  /// Good for as long as a *named* value holds the reference: Swift keeps a variable alive over a call into C, but
  /// lets go of a temporary (`make().pointer`) before the call.
  let pointer: UnsafeMutableRawPointer

  /// Adopts a reference that the caller owns (*transfer full*).
  init(taking pointer: UnsafeMutableRawPointer) { self.pointer = pointer }

  /// Adds a reference to a borrowed object (*transfer none*).
  init(retaining pointer: UnsafeMutableRawPointer) {
    Counting.retain(pointer)
    self.pointer = pointer
  }

  deinit { Counting.release(pointer) }

  func typed<Pointee>(as type: Pointee.Type = Pointee.self) -> UnsafeMutablePointer<Pointee> {
    pointer.assumingMemoryBound(to: type)
  }
}

extension Reference where Counting == ObjectCounting {
  /// Adopts a floating reference (*transfer floating*), or adds one where the object no longer floats.
  convenience init(sinking pointer: UnsafeMutableRawPointer) {
    g_object_ref_sink(pointer)
    self.init(taking: pointer)
  }
}

typealias ObjectReference = Reference<ObjectCounting>
typealias MiniObjectReference = Reference<MiniObjectCounting>

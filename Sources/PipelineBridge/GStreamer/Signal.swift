import CGStreamer

/// A connected handler. Disconnected when the last copy goes, or earlier by `disconnect()`.
final class SignalConnection: Sendable {
  private let object: ObjectReference
  private let identifier: gulong

  fileprivate init(object: ObjectReference, identifier: gulong) {
    self.object = object
    self.identifier = identifier
  }

  func disconnect() {
    if g_signal_handler_is_connected(object.typed(), identifier) != 0 {
      g_signal_handler_disconnect(object.pointer, identifier)
    }
  }

  deinit { disconnect() }
}

/// The arguments of a signal while its handler runs; argument 0 is the object that emits it.
struct SignalArguments {
  fileprivate let values: UnsafeBufferPointer<GValue>

  func object(_ index: Int) -> ObjectReference? {
    guard index < values.count, let base = values.baseAddress else { return nil }
    return g_value_get_object(base + index).map { ObjectReference(retaining: $0) }
  }

  func uint(_ index: Int) -> UInt32? {
    guard index < values.count, let base = values.baseAddress else { return nil }
    return g_value_get_uint(base + index)
  }

  func caps(_ index: Int) -> Caps? {
    guard index < values.count, let base = values.baseAddress, let caps = gst_value_get_caps(base + index) else {
      return nil
    }
    return Caps(reference: MiniObjectReference(retaining: UnsafeMutableRawPointer(mutating: caps)))
  }

  func string(_ index: Int) -> String? {
    guard index < values.count, let base = values.baseAddress else { return nil }
    return g_value_get_string(base + index).map { String(cString: $0) }
  }
}

extension ObjectReference {
  /// Connects `handler`, which runs on whatever thread emits the signal (`g_signal_connect_closure`).
  func connect(_ signal: String, _ handler: @escaping @Sendable (SignalArguments) -> Void) -> SignalConnection {
    connectDeciding(signal) { arguments in
      handler(arguments)
      return nil
    }
  }

  /// The same for a signal that asks for a decision. `nil` leaves it to the emitter.
  func connectDeciding(
    _ signal: String, _ handler: @escaping @Sendable (SignalArguments) -> Bool?
  ) -> SignalConnection {
    typealias Handler = @Sendable (SignalArguments) -> Bool?
    let closure = g_closure_new_simple(guint(MemoryLayout<GClosure>.size), Box<Handler>(handler).passedToC())!
    g_closure_add_finalize_notifier(closure, closure.pointee.data) { data, _ in destroyBox(data) }
    g_closure_set_marshal(closure) { closure, result, count, values, _, _ in
      guard let data = closure?.pointee.data, let values else { return }
      let arguments = SignalArguments(values: UnsafeBufferPointer(start: values, count: Int(count)))
      if let decision = Box<Handler>.value(at: data)(arguments), let result {
        g_value_set_boolean(result, decision ? 1 : 0)
      }
    }
    let identifier = g_signal_connect_closure(pointer, signal, closure, 0)
    return SignalConnection(object: self, identifier: identifier)
  }
}

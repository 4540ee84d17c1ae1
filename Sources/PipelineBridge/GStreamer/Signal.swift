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

  func string(_ index: Int) -> String? {
    guard index < values.count, let base = values.baseAddress else { return nil }
    return g_value_get_string(base + index).map { String(cString: $0) }
  }
}

extension ObjectReference {
  /// Connects `handler`, which runs on whatever thread emits the signal (`g_signal_connect_closure`).
  func connect(_ signal: String, _ handler: @escaping @Sendable (SignalArguments) -> Void) -> SignalConnection {
    let box = Box(handler)
    let closure = g_closure_new_simple(guint(MemoryLayout<GClosure>.size), box.passedToC())!
    g_closure_add_finalize_notifier(closure, closure.pointee.data) { data, _ in destroyBox(data) }
    g_closure_set_marshal(closure) { closure, _, count, values, _, _ in
      guard let data = closure?.pointee.data, let values else { return }
      let arguments = SignalArguments(values: UnsafeBufferPointer(start: values, count: Int(count)))
      Box<@Sendable (SignalArguments) -> Void>.value(at: data)(arguments)
    }
    let identifier = g_signal_connect_closure(pointer, signal, closure, 0)
    return SignalConnection(object: self, identifier: identifier)
  }
}

import CGStreamer

/// A pipeline on the one clock of the process, with its bus as an asynchronous sequence.
///
/// No main loop and no thread serve the bus: a synchronous handler turns each message into a value and drops it.
final class Pipeline: Sendable {
  let element: Element
  let messages: AsyncStream<Message>
  /// What elements say of their own accord, on the thread that posts it.
  let elementMessages = Broadcast<ElementMessage>()
  private let continuation: AsyncStream<Message>.Continuation
  /// All sinks are at the end of their streams.
  private let end = Completion()

  /// An empty pipeline.
  convenience init(name: String) throws {
    try GStreamer.initialize()
    self.init(adopting: Element(reference: ObjectReference(sinking: gst_pipeline_new(name))))
  }

  /// - Parameter element: a `GstPipeline`.
  init(adopting element: Element) {
    self.element = element
    (messages, continuation) = AsyncStream.makeStream()
    let clock = GStreamer.clock()
    gst_pipeline_use_clock(element.reference.typed(), clock.pointer)
    let bus = gst_element_get_bus(element.pointer)!
    defer { gst_object_unref(bus) }
    gst_bus_set_sync_handler(
      bus,
      { _, message, userData in
        if let message, let userData {
          let receiver = Box<Receiver>.value(at: userData)
          if let value = Message(message) {
            receiver.messages.yield(value)
            if case .endOfStream = value { receiver.end.complete() }
          }
          if let value = ElementMessage(message) { receiver.elementMessages.send(value) }
        }
        // Nobody else reads this bus: what is dropped here must be released here (GST_BUS_DROP's contract).
        gst_message_unref(message)
        return GST_BUS_DROP
      },
      Box(Receiver(messages: continuation, elementMessages: elementMessages, end: end)).passedToC(), destroyBox)
  }

  private struct Receiver: Sendable {
    let messages: AsyncStream<Message>.Continuation
    let elementMessages: Broadcast<ElementMessage>
    let end: Completion
  }

  /// Puts a message of the program's own between those of the bus. Any thread.
  func post(_ message: Message) { continuation.yield(message) }

  /// Puts the pipeline on the time line of another: running time 0 is `baseTime` on the common clock, and stays so
  /// when the state changes.
  func share(baseTime: ClockTime) {
    gst_element_set_start_time(element.pointer, GstClockTime.max)
    gst_element_set_base_time(element.pointer, baseTime)
  }

  func add(_ child: Element) { gst_bin_add(element.reference.typed(), child.pointer) }

  /// Takes an element out; it must be in state NULL.
  func remove(_ child: Element) { gst_bin_remove(element.reference.typed(), child.pointer) }

  /// Tells the sources to end their streams, so that sinks such as files come to an end of their own. Blocks while the
  /// state is being changed.
  /// - Returns: whether a source took the event.
  func sendEndOfStream() -> Bool { gst_element_send_event(element.pointer, gst_event_new_eos()) != 0 }

  /// - Returns: whether all sinks have come to the end of their streams in time. For one caller.
  func reachesEnd(within limit: Duration) async -> Bool {
    let end = end
    do {
      try await withDeadline(limit, orThrow: BridgeError(.source, "no end of stream")) { await end.wait() }
      return true
    } catch {
      return false
    }
  }

  func child(named name: String) -> Element? {
    gst_bin_get_by_name(element.reference.typed(), name).map { Element(reference: ObjectReference(taking: $0)) }
  }

  /// All elements, those inside bins too.
  var elements: [Element] { collect(gst_bin_iterate_recurse(element.reference.typed())).map(Element.init) }

  func recalculateLatency() { gst_bin_recalculate_latency(element.reference.typed()) }

  /// Stops and frees what runs (`GST_STATE_NULL`) and ends `messages`. Blocks until the streaming threads have ended.
  func stop() {
    element.setState(.null)
    continuation.finish()
  }
}

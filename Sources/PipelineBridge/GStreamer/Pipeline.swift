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

  /// An empty pipeline.
  convenience init(name: String) throws {
    try GStreamer.initialize()
    self.init(adopting: Element(reference: ObjectReference(sinking: gst_pipeline_new(name))))
  }

  /// - Parameter element: a `GstPipeline`.
  init(adopting element: Element) {
    self.element = element
    (messages, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    let clock = GStreamer.clock()
    gst_pipeline_use_clock(element.reference.typed(), clock.pointer)
    let bus = gst_element_get_bus(element.pointer)!
    defer { gst_object_unref(bus) }
    gst_bus_set_sync_handler(
      bus,
      { _, message, userData in
        if let message, let userData {
          let receiver = Box<Receiver>.value(at: userData)
          if let value = Message(message) { receiver.messages.yield(value) }
          if let value = ElementMessage(message) { receiver.elementMessages.send(value) }
        }
        // Nobody else reads this bus: what is dropped here must be released here (GST_BUS_DROP's contract).
        gst_message_unref(message)
        return GST_BUS_DROP
      },
      Box(Receiver(messages: continuation, elementMessages: elementMessages)).passedToC(), destroyBox)
  }

  private struct Receiver: Sendable {
    let messages: AsyncStream<Message>.Continuation
    let elementMessages: Broadcast<ElementMessage>
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

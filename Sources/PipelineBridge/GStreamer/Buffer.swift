import CGStreamer

/// A piece of media with its time (`GstBuffer`). Shared by reference and never changed.
struct Buffer: Sendable {
  let reference: MiniObjectReference
  var pointer: UnsafeMutablePointer<GstBuffer> { reference.typed() }

  /// The same memory with another time. Decoding times are left out: encoders count them on a line of their own.
  /// - Parameters:
  ///   - time: nanoseconds; `nil` for none.
  ///   - decodingTime: for encoded frames that have no other; `nil` for none.
  func stamped(_ time: ClockTime?, decodingTime: ClockTime? = nil) -> Buffer {
    guard let copy = gst_buffer_copy(pointer) else { return self }
    bridge_buffer_set_times(copy, time ?? ClockTime.max, decodingTime ?? ClockTime.max)
    return Buffer(reference: MiniObjectReference(taking: copy))
  }

  /// The same with memory of its own.
  func copied() -> Buffer {
    guard let copy = gst_buffer_copy_deep(pointer) else { return self }
    return Buffer(reference: MiniObjectReference(taking: copy))
  }

  /// The same with more bytes before the byte `offset`.
  func inserting(_ bytes: [UInt8], at offset: Int) -> Buffer {
    let metadata = GST_BUFFER_COPY_FLAGS.rawValue | GST_BUFFER_COPY_TIMESTAMPS.rawValue | GST_BUFFER_COPY_META.rawValue
    let all = GstBufferCopyFlags(metadata | GST_BUFFER_COPY_MEMORY.rawValue)
    guard offset <= size, let head = gst_buffer_copy_region(pointer, all, 0, gsize(offset)),
      let added = gst_buffer_new_memdup(bytes, gsize(bytes.count)),
      let tail = gst_buffer_copy_region(pointer, GST_BUFFER_COPY_MEMORY, gsize(offset), gsize.max),
      let joined = gst_buffer_append(gst_buffer_append(head, added), tail)
    else { return self }
    return Buffer(reference: MiniObjectReference(taking: joined))
  }

  /// Nanoseconds (`GST_BUFFER_PTS`), at most `ClockTime.latest`; `nil` for none.
  var time: ClockTime? {
    let time = bridge_buffer_pts(pointer)
    return time == ClockTime.max ? nil : min(time, .latest)
  }

  /// Nanoseconds (`GST_BUFFER_DURATION`), at most `ClockTime.latest`; `nil` for none.
  var duration: ClockTime? {
    let duration = bridge_buffer_duration(pointer)
    return duration == ClockTime.max ? nil : min(duration, .latest)
  }

  /// Bytes.
  var size: Int { Int(gst_buffer_get_size(pointer)) }

  /// The first bytes, at most `limit`.
  func bytes(limit: Int) -> [UInt8] {
    let count = min(size, limit)
    return [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
      initialized = Int(gst_buffer_extract(pointer, 0, bytes.baseAddress, gsize(count)))
    }
  }

  /// Whether data before it is missing (`GST_BUFFER_FLAG_DISCONT`).
  var isDiscontinuous: Bool { bridge_buffer_is_discontinuous(pointer) != 0 }

  /// The number that a source gave to this frame (`GST_BUFFER_OFFSET`); `nil` when it counts something else, or not.
  var frameNumber: UInt? {
    let (number, next) = (pointer.pointee.offset, pointer.pointee.offset_end)
    return number != .max && next == number &+ 1 ? number : nil
  }

  /// Whether decoding can not begin here (`GST_BUFFER_FLAG_DELTA_UNIT`).
  var isDeltaUnit: Bool { bridge_buffer_is_delta_unit(pointer) != 0 }
}

/// Buffers that travel together (`GstBufferList`), such as the RTP packets of one frame.
struct BufferList: Sendable {
  let reference: MiniObjectReference
  var pointer: OpaquePointer { OpaquePointer(reference.pointer) }

  init(_ buffers: [Buffer]) {
    let list = gst_buffer_list_new_sized(guint(buffers.count))!
    for buffer in buffers {
      MiniObjectCounting.retain(buffer.reference.pointer)
      gst_buffer_list_insert(list, -1, buffer.pointer)
    }
    reference = MiniObjectReference(taking: UnsafeMutableRawPointer(list))
  }
}

/// A buffer with its caps, its time counted as running time of the pipeline that produced it.
struct Sample: Sendable {
  var buffer: Buffer
  let caps: Caps
  /// Nanoseconds of running time, or `nil` when the buffer has no time.
  let runningTime: ClockTime?
  /// The same of the decoding time (`GST_BUFFER_DTS`), which frames that are reordered have.
  var decodingTime: ClockTime?
  /// The same where it is not held back to the present: with B-frames it is not in the order of decoding. `nil` when
  /// the buffer has no time.
  var presentationTime: ClockTime?
  /// Whether decoding can begin here, where that is known from the bitstream.
  var isEntryPoint: Bool?

  /// Whether decoding can begin here.
  var canBeginDecoding: Bool { isEntryPoint ?? !buffer.isDeltaUnit }

  /// The same data at another time.
  func moved(_ time: (ClockTime) -> ClockTime) -> Sample {
    Sample(
      buffer: buffer, caps: caps, runningTime: runningTime.map(time), decodingTime: decodingTime.map(time),
      presentationTime: presentationTime.map(time), isEntryPoint: isEntryPoint)
  }
}
